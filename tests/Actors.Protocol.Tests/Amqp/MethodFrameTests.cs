using System.Buffers;
using System.Buffers.Binary;
using Actors.Protocol.Amqp;

namespace Actors.Protocol.Tests.Amqp;

/// <summary>Methods beside the bytes of their payloads, both ways; and frames that come in pieces or not at all.</summary>
public sealed class MethodFrameTests
{
    [Fact]
    public void Methods_are_these_bytes_and_these_bytes_are_the_methods()
    {
        Same("000A 001F 07FF 00020000 003C", new ConnectionMethods.TuneOk(2047, 131072, 60));
        Same("000A 0028 01 2F 00 00", new ConnectionMethods.Open("/"));
        Same("000A 0032 00C8 07 476F6F64627965 0000 0000", new ConnectionMethods.Close(200, "Goodbye", 0, 0));
        Same("0014 000A 00", default(ChannelMethods.Open));
        Same("0014 000B 00000000", default(ChannelMethods.OpenOk));
        Same("0028 000A 0000 02 6578 06 646972656374 02 00000000", new ExchangeMethods.Declare("ex", "direct", false, true, false, false, false, []));
        Same("0028 001E 0000 01 64 01 73 01 6B 00 00000000", new ExchangeMethods.Bind("d", "s", "k", false, []));
        Same("0032 000A 0000 01 71 02 0000000B 01 6E 6C 0000000000000005", new QueueMethods.Declare("q", false, true, false, false, false, new MessageHeaders { ["n"] = 5L }));
        Same("0032 000B 01 71 00000003 00000001", new QueueMethods.DeclareOk("q", 3, 1));
        Same("0032 0014 0000 01 71 02 6578 01 6B 00 00000000", new QueueMethods.Bind("q", "ex", "k", false, []));
        Same("0032 0028 0000 01 71 03", new QueueMethods.Delete("q", true, true, false));
        Same("003C 000A 00000000 0100 01", new BasicMethods.Qos(0, 256, true));
        Same("003C 0014 0000 01 71 01 63 02 00000000", new BasicMethods.Consume("q", "c", false, true, false, false, []));
        Same("003C 0028 0000 00 01 71 01", new BasicMethods.Publish("", "q", true, false));
        Same("003C 003C 01 63 0000000000000001 01 00 01 71", new BasicMethods.Deliver("c", 1, true, "", "q"));
        Same("003C 0050 0000000000000009 01", new BasicMethods.Ack(9, true));
        Same("003C 0078 0000000000000009 02", new BasicMethods.Nack(9, false, true));
        Same("0055 000A 00", new ConfirmMethods.Select(false));
        Same("005A 0014", default(TxMethods.Commit));
    }

    [Fact]
    public void A_method_that_ends_inside_a_field_is_a_syntax_error()
    {
        var bytes = Frame(new ExchangeMethods.Declare("exchange", "topic", false, true, false, false, false, new MessageHeaders { ["a"] = "b" }))[AmqpFrame.HeadBytes..^1];
        for (var length = MethodFrame.HeadBytes; length < bytes.Length; length++)
        {
            var cut = bytes[..length];
            Assert.Equal(ReplyCode.SyntaxError, Assert.Throws<AmqpException>(() => MethodFrame.Read<ExchangeMethods.Declare>(cut)).Code);
        }
    }

    [Fact]
    public void Tables_nested_too_deep_are_refused()
    {
        byte[] table = [];
        for (var depth = 0; depth < 40; depth++)
        {
            var length = new byte[4];
            BinaryPrimitives.WriteInt32BigEndian(length, table.Length);
            table = [1, (byte)'a', (byte)'F', .. length, .. table];
        }

        Assert.Equal(ReplyCode.SyntaxError, Assert.Throws<AmqpException>(() => FieldTable.Read(table)).Code);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(20)]
    [InlineData(1000)]
    public void Frames_are_found_however_they_are_cut(int pieceBytes)
    {
        byte[] stream = [.. Frame(new BasicMethods.Ack(1, false)), .. HeartbeatFrame.Bytes, .. Frame(new ConnectionMethods.Open("a host"), channel: 0), .. Frame(new BasicMethods.Ack(2, true))[..10]];
        var cutter = new FrameCutter(InPieces(stream, pieceBytes), AmqpProtocol.SmallestFrame, []);

        Assert.True(cutter.TryTake(out var first));
        Assert.Equal(new BasicMethods.Ack(1, false), MethodFrame.Read<BasicMethods.Ack>(first.Payload));
        Assert.True(cutter.TryTake(out var second));
        Assert.Equal((FrameKind.Heartbeat, 0), (second.Kind, second.Payload.Length));
        Assert.True(cutter.TryTake(out var third));
        Assert.Equal("a host", MethodFrame.Read<ConnectionMethods.Open>(third.Payload).VirtualHost);
        Assert.False(cutter.TryTake(out _));
        Assert.Equal(10, cutter.Rest.Length);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(5000)]
    public void A_frame_that_is_too_large_is_refused_as_soon_as_its_size_is_there(int pieceBytes)
    {
        byte[] head = [1, 0, 1, 0, 0, 0x10, 0];
        Assert.Equal(ReplyCode.FrameError, Refusal(InPieces(head, pieceBytes)));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(5000)]
    public void A_frame_without_its_end_is_refused(int pieceBytes)
    {
        var frame = Frame(new BasicMethods.Ack(1, false));
        frame[^1] = 0;
        Assert.Equal(ReplyCode.FrameError, Refusal(InPieces(frame, pieceBytes)));
    }

    private static ReplyCode Refusal(ReadOnlySequence<byte> bytes) => Assert.Throws<AmqpException>(() =>
    {
        var cutter = new FrameCutter(bytes, AmqpProtocol.SmallestFrame, []);
        cutter.TryTake(out _);
    }).Code;

    private static void Same<TMethod>(string hex, TMethod method)
        where TMethod : struct, IMethod<TMethod>
    {
        var expected = Convert.FromHexString(hex.Replace(" ", "", StringComparison.Ordinal));
        var payload = Frame(method)[AmqpFrame.HeadBytes..^1];
        Assert.Equal(Convert.ToHexString(expected), Convert.ToHexString(payload));
        Assert.Equal(TMethod.Id, MethodFrame.IdOf(payload));
        Assert.Equal(method, MethodFrame.Read<TMethod>(expected));
    }

    private static byte[] Frame<TMethod>(TMethod method, ushort channel = 1)
        where TMethod : struct, IMethod<TMethod>
    {
        var output = new ArrayBufferWriter<byte>();
        MethodFrame.Write(output, channel, method);
        return output.WrittenSpan.ToArray();
    }

    private static ReadOnlySequence<byte> InPieces(byte[] bytes, int pieceBytes)
    {
        var first = new Piece(bytes.AsMemory(0, Math.Min(pieceBytes, bytes.Length)), null);
        var last = first;
        for (var at = pieceBytes; at < bytes.Length; at += pieceBytes)
        {
            last = new Piece(bytes.AsMemory(at, Math.Min(pieceBytes, bytes.Length - at)), last);
        }

        return new ReadOnlySequence<byte>(first, 0, last, last.Memory.Length);
    }

    private sealed class Piece : ReadOnlySequenceSegment<byte>
    {
        public Piece(ReadOnlyMemory<byte> memory, Piece? before)
        {
            Memory = memory;
            if (before is not null)
            {
                before.Next = this;
                RunningIndex = before.RunningIndex + before.Memory.Length;
            }
        }
    }
}
