using System.Buffers;
using System.Text;
using Actors.Protocol.Native;

namespace Actors.Protocol.Tests.Native;

public class MalformedFrameTests
{
    [Theory]
    [InlineData("00000000", "length 0")]
    [InlineData("04000000", "length 4")]
    public void A_length_too_short_for_a_frame_is_refused_at_once(string hex, string named) =>
        Assert.Contains(named, Refusal(FrameTable.Bytes(hex), 1024, ErrorCode.ProtocolViolation).Message);

    [Fact]
    public void A_frame_over_the_limit_is_refused_as_soon_as_its_length_is_there()
    {
        var error = Refusal(FrameTable.Bytes("01080000"), 2048, ErrorCode.LimitExceeded);
        Assert.Contains("2049", error.Message);
        Assert.Contains("2048", error.Message);
    }

    [Fact]
    public void A_frame_at_the_limit_is_waited_for()
    {
        var buffer = new ReadOnlySequence<byte>(FrameTable.Bytes("00040000"));
        Assert.False(Frame.TryTake(ref buffer, 1024, out _));
    }

    [Theory]
    [InlineData("GET / HTTP/1.1\r\n")]
    [InlineData("\u0016\u0003\u0001\u0002\0\u0001\0")]
    [InlineData("AMQP\0\0\u0009\u0001")]
    [InlineData("\r\n\r\n")]
    public void Other_protocols_are_refused_by_their_first_four_bytes(string text) =>
        Assert.Contains("no Hello", Refusal(Encoding.Latin1.GetBytes(text), NativeProtocol.LargestHello, ErrorCode.ProtocolViolation).Message);

    [Theory]
    [InlineData("Hello, another magic", "41435453 0100 00 00 00", "magic")]
    [InlineData("Hello, not UTF-8", "41435452 0100 02C328 00 00", "UTF-8")]
    public void A_hello_that_is_none_is_refused(string title, string hex, string named) => Refuses<HelloFrame>(title, hex, named);

    [Theory]
    [InlineData("ephemeral is 2", "0171 30750000 1400 02 00 00", "flag")]
    [InlineData("a name without being asked for", "0171 30750000 1400 00 00 0164", "dead-letter")]
    [InlineData("no name although one is announced", "0171 30750000 1400 00 02 00", "dead-letter")]
    [InlineData("an unknown choice", "0171 30750000 1400 00 03 00", "dead-letter")]
    public void A_declaration_that_contradicts_itself_is_refused(string title, string hex, string named) => Refuses<DeclareQueueFrame>(title, hex, named);

    [Theory]
    [InlineData("unknown mode", "04 09000000", "mode")]
    [InlineData("half a settlement", "00 09000000 0000", "ends inside")]
    [InlineData("a count over 2^31", "00 09000000 00000000 0300000000000000 6400000000000000 00000080 01000000 00 0000000000000000", "too large")]
    [InlineData("a delay over all time", "00 09000000 00000000 0300000000000000 6400000000000000 01000000 01000000 01 FFFFFFFFFFFFFFFF", "out of range")]
    public void A_settle_that_cannot_be_read_is_refused(string title, string hex, string named) => Refuses<SettleFrame>(title, hex, named);

    [Fact]
    public void An_extend_must_want_an_answer() => Refuses<ExtendFrame>("no answer", "00 09000000 60EA0000", "answer");

    [Fact]
    public void An_address_has_a_limit_of_its_own() =>
        Refuses<DescribeFrame>("512 bytes", "0002" + new string('6', 1024), "512");

    [Theory]
    [InlineData("a run that is longer than its frame", "00 00000000 0300000000000000 6400000000000000 01000000 01000000 0068E5CF8B010000 FF000000 0400", "ends inside")]
    [InlineData("a time before 1970", "00 00000000 0300000000000000 6400000000000000 01000000 01000000 FFFFFFFFFFFFFFFF 00000000", "1970")]
    public void A_received_that_cannot_be_read_is_refused(string title, string hex, string named) => Refuses<ReceivedFrame>(title, hex, named);

    [Fact]
    public void A_name_that_does_not_fit_is_refused_before_anything_is_written()
    {
        var output = new ArrayBufferWriter<byte>();
        var error = Assert.Throws<BrokerException>(() => FrameWriter.Write(output, 1, new DeclareTopicFrame(new TopicDefinition(new string('n', 256)))));
        Assert.Equal(ErrorCode.InvalidArgument, error.Code);
        Assert.Equal(0, output.WrittenCount);
    }

    [Fact]
    public void A_text_that_does_not_fit_is_cut()
    {
        var output = new ArrayBufferWriter<byte>();
        FrameWriter.Write(output, 1, new ErrorFrame(ErrorCode.Internal, new string('…', 10_000)));
        var read = FrameReader.Read<ErrorFrame>(output.WrittenMemory[Frame.HeaderBytes..]);
        Assert.InRange(Encoding.UTF8.GetByteCount(read.Text), 4000, NativeProtocol.TextBytes);
    }

    [Fact]
    public void A_hello_does_not_show_its_password() =>
        Assert.DoesNotContain("secret", new HelloFrame(1, "me", "ada", "secret").ToString());

    private static void Refuses<TFrame>(string title, string hex, string named)
        where TFrame : struct, IFrame<TFrame>
    {
        var error = Assert.Throws<BrokerException>(() => FrameReader.Read<TFrame>(FrameTable.Bytes(hex)));
        Assert.True((ErrorCode.ProtocolViolation, ErrorScope.Connection) == (error.Code, error.Scope), $"{title}: {error.Code}, {error.Scope}");
        Assert.Contains(named, error.Message);
    }

    private static BrokerException Refusal(byte[] bytes, int largest, ErrorCode code)
    {
        var error = Assert.Throws<BrokerException>(() =>
        {
            var buffer = new ReadOnlySequence<byte>(bytes);
            Frame.TryTake(ref buffer, largest, out _);
        });
        Assert.Equal((code, ErrorScope.Connection), (error.Code, error.Scope));
        return error;
    }
}
