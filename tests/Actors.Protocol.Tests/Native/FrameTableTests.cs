using System.Buffers;
using Actors.Protocol.Native;

namespace Actors.Protocol.Tests.Native;

public class FrameTableTests
{
    public static TheoryData<string> Titles => [.. FrameTable.Rows.Select(row => row.Title)];

    [Theory]
    [MemberData(nameof(Titles))]
    public void A_frame_is_written_as_the_table_says(string title)
    {
        var row = Find(title);
        Assert.Equal(Convert.ToHexString(row.Bytes), Convert.ToHexString(row.Written));
    }

    [Theory]
    [MemberData(nameof(Titles))]
    public void Bytes_are_read_as_the_frame_the_table_says(string title)
    {
        var row = Find(title);
        var buffer = new ReadOnlySequence<byte>(row.Bytes);
        Assert.True(Frame.TryTake(ref buffer, Limits.Default.FrameBytes, out var frame));
        Assert.True(buffer.IsEmpty);
        Assert.Equal(row.Type, frame.Type);
        Assert.Equal(row.Id, frame.Id);
        Assert.Equal(Convert.ToHexString(row.Bytes), Convert.ToHexString(row.Rewrite(frame.Payload.ToArray())));
    }

    [Theory]
    [MemberData(nameof(Titles))]
    public void A_frame_fed_byte_by_byte_is_there_with_its_last_byte(string title)
    {
        var row = Find(title);
        for (var have = 0; have < row.Bytes.Length; have++)
        {
            var part = Sequences.OfSingleBytes(row.Bytes.AsSpan(0, have));
            Assert.False(Frame.TryTake(ref part, Limits.Default.FrameBytes, out _));
            Assert.Equal(have, part.Length);
        }

        var whole = Sequences.OfSingleBytes(row.Bytes);
        Assert.True(Frame.TryTake(ref whole, Limits.Default.FrameBytes, out var frame));
        Assert.Equal(row.Bytes, row.Rewrite(frame.Payload.ToArray()));
    }

    [Theory]
    [MemberData(nameof(Titles))]
    public void A_payload_cut_anywhere_is_read_as_something_shorter_or_refused(string title)
    {
        var row = Find(title);
        for (var have = 0; have < row.Payload.Length; have++)
        {
            try
            {
                Assert.Equal(Frame.HeaderBytes + have, row.Rewrite(row.Payload[..have]).Length);
            }
            catch (BrokerException error)
            {
                Assert.Equal((ErrorCode.ProtocolViolation, ErrorScope.Connection), (error.Code, error.Scope));
            }
        }
    }

    [Theory]
    [MemberData(nameof(Titles))]
    public void A_payload_with_a_byte_too_many_is_refused_unless_its_last_field_is_open(string title)
    {
        var row = Find(title);
        byte[] longer = [.. row.Payload.Span, 0];
        if (row.Type is FrameType.Publish or FrameType.PublishWith or FrameType.Deliver)
        {
            Assert.Equal(row.Bytes.Length + 1, row.Rewrite(longer).Length);
            return;
        }

        var error = Assert.Throws<BrokerException>(() => row.Rewrite(longer));
        Assert.Equal((ErrorCode.ProtocolViolation, ErrorScope.Connection), (error.Code, error.Scope));
    }

    [Fact]
    public void One_frame_and_a_half_give_one_frame_and_leave_the_half()
    {
        foreach (var row in FrameTable.Rows)
        {
            var half = row.Bytes.Length / 2;
            var buffer = new ReadOnlySequence<byte>([.. row.Bytes, .. row.Bytes[..half]]);
            Assert.True(Frame.TryTake(ref buffer, Limits.Default.FrameBytes, out _));
            Assert.Equal(half, buffer.Length);
            Assert.False(Frame.TryTake(ref buffer, Limits.Default.FrameBytes, out _));
            Assert.Equal(half, buffer.Length);
        }
    }

    [Fact]
    public void The_table_has_every_type_of_frame()
    {
        Assert.Equal(Enum.GetValues<FrameType>().Order(), FrameTable.Rows.Select(row => row.Type).Distinct().Order());
    }

    [Fact]
    public void The_short_ways_of_writing_publish_and_deliver_write_the_same_bytes()
    {
        var messages = MessageBatch.Of(new Message("hi"), new Message("hi")).Messages;
        var publish = new ArrayBufferWriter<byte>();
        PublishFrame.Write(publish, 5, "q", messages.Span);
        Assert.Equal(Find("Publish").Bytes, publish.WrittenSpan.ToArray());

        var deliver = new ArrayBufferWriter<byte>();
        DeliverFrame.Write(deliver, 9, new DeliveryRun(new LeaseRun(0, 3, 100, 2, 1), DateTimeOffset.FromUnixTimeMilliseconds(1_700_000_000_000), messages.Span));
        Assert.Equal(Find("Deliver").Bytes, deliver.WrittenSpan.ToArray());
        Assert.Equal(DeliverFrame.Overhead + messages.Length, deliver.WrittenCount);
    }

    private static Row Find(string title) => FrameTable.Rows.Single(row => row.Title == title);
}
