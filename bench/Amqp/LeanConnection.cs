using System.Buffers;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Actors.Protocol.Amqp;

namespace Actors.Bench.Amqp;

/// <summary>
/// The least that a client of AMQP can be: a blocking socket, one channel, frames made once. It shows what a broker can do and
/// not what a client library costs.
/// </summary>
internal sealed class LeanConnection : IDisposable
{
    private const ushort Channel = 1;
    private const int BufferBytes = 256 * 1024;

    private readonly Socket _socket = new(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true, ReceiveTimeout = 60_000, SendTimeout = 60_000 };
    private readonly ArrayBufferWriter<byte> _output = new(BufferBytes);
    private byte[] _input = new byte[BufferBytes];
    private int _start;
    private int _end;

    /// <summary>Connects and opens a channel.</summary>
    /// <param name="port">The broker's port on this machine.</param>
    public LeanConnection(int port)
    {
        _socket.Connect(IPAddress.Loopback, port);
        _socket.Send(AmqpProtocol.Header);
        Expect(MethodId.ConnectionStart);
        Send(0, new ConnectionMethods.StartOk([], "PLAIN", Encoding.UTF8.GetBytes("\0guest\0guest"), "en_US"));
        Expect(MethodId.ConnectionTune);
        Send(0, new ConnectionMethods.TuneOk(2047, AmqpProtocol.LargestFrame, 0));
        Send(0, new ConnectionMethods.Open("/"));
        Expect(MethodId.ConnectionOpenOk);
        Ask(default(ChannelMethods.Open), MethodId.ChannelOpenOk);
    }

    /// <summary>Takes one frame; the bytes are valid during the call.</summary>
    public delegate void Taking(in AmqpFrame frame);

    /// <summary>Where bytes gather until <see cref="Flush"/>.</summary>
    public IBufferWriter<byte> Output => _output;

    /// <summary>Bytes that have gathered.</summary>
    public int Unsent => _output.WrittenCount;

    /// <summary>Sends a method and waits for its answer.</summary>
    /// <param name="method">The method.</param>
    /// <param name="answer">What has to come.</param>
    public void Ask<TMethod>(in TMethod method, MethodId answer)
        where TMethod : struct, IMethod<TMethod>
    {
        Send(Channel, method);
        Expect(answer);
    }

    /// <summary>Puts a method behind what has gathered.</summary>
    /// <param name="method">The method.</param>
    public void Append<TMethod>(in TMethod method)
        where TMethod : struct, IMethod<TMethod> => MethodFrame.Write(_output, Channel, method);

    /// <summary>Sends what has gathered.</summary>
    public void Flush()
    {
        for (var rest = _output.WrittenSpan; !rest.IsEmpty;)
        {
            rest = rest[_socket.Send(rest)..];
        }

        _output.ResetWrittenCount();
    }

    /// <summary>Waits for bytes, and takes all frames that are there as a whole.</summary>
    /// <param name="taking">Who takes them.</param>
    public void Receive(Taking taking)
    {
        Fill();
        var frames = new FrameCutter(new ReadOnlySequence<byte>(_input, _start, _end - _start), AmqpProtocol.LargestFrame, []);
        while (frames.TryTake(out var frame))
        {
            Refuse(frame);
            taking(frame);
        }

        _start = _end - (int)frames.Rest.Length;
    }

    /// <summary>The frames of a content to be published, with a body to be stamped at their end.</summary>
    /// <param name="queue">The queue, reached over the default exchange, or the routing key.</param>
    /// <param name="exchange">The exchange.</param>
    /// <param name="bodyBytes">Size of the body.</param>
    /// <param name="persistent">Whether the message is to survive a restart.</param>
    public static byte[] PublishFrames(string exchange, string queue, int bodyBytes, bool persistent)
    {
        var output = new ArrayBufferWriter<byte>();
        MethodFrame.Write(output, Channel, new BasicMethods.Publish(exchange, queue, false, false));
        var head = new byte[AmqpFrame.HeadBytes + ContentHeader.HeadBytes + 3 + 1 + AmqpFrame.HeadBytes];
        var writer = new FieldWriter(head);
        WriteHead(ref writer, FrameKind.Header, ContentHeader.HeadBytes + 3);
        writer.Short(ContentHeader.BasicClass);
        writer.Short(0);
        writer.LongLong((ulong)bodyBytes);
        writer.Short((ushort)PropertyFlags.DeliveryMode);
        writer.Octet(persistent ? (byte)2 : (byte)1);
        writer.Octet(AmqpFrame.End);
        WriteHead(ref writer, FrameKind.Body, bodyBytes);
        return [.. output.WrittenSpan, .. head, .. new byte[bodyBytes], AmqpFrame.End];
    }

    /// <summary>Ends the connection in order: what was sent has been read when this returns.</summary>
    public void Close()
    {
        Send(0, new ConnectionMethods.Close((ushort)ReplyCode.Success, "", 0, 0));
        Expect(MethodId.ConnectionCloseOk);
    }

    /// <summary>Breaks the connection.</summary>
    public void Dispose() => _socket.Dispose();

    private static void WriteHead(ref FieldWriter writer, FrameKind kind, int bytes)
    {
        writer.Octet((byte)kind);
        writer.Short(Channel);
        writer.Long((uint)bytes);
    }

    private void Send<TMethod>(ushort channel, in TMethod method)
        where TMethod : struct, IMethod<TMethod>
    {
        MethodFrame.Write(_output, channel, method);
        Flush();
    }

    private void Expect(MethodId expected)
    {
        for (var found = false; !found;)
        {
            Receive((in AmqpFrame frame) => found |= frame.Kind == FrameKind.Method && MethodFrame.IdOf(frame.Payload) == expected);
        }
    }

    private static void Refuse(in AmqpFrame frame)
    {
        if (frame.Kind != FrameKind.Method)
        {
            return;
        }

        if (MethodFrame.IdOf(frame.Payload) is MethodId.ConnectionClose or MethodId.ChannelClose)
        {
            var close = MethodFrame.Read<ConnectionMethods.Close>(frame.Payload);
            throw new BenchFailure($"The broker closed a channel or connection: {close.Code} {close.Text}");
        }
    }

    private void Fill()
    {
        if (_start > 0)
        {
            _input.AsSpan(_start, _end - _start).CopyTo(_input);
            (_start, _end) = (0, _end - _start);
        }

        if (_end == _input.Length)
        {
            Array.Resize(ref _input, _input.Length * 2);
        }

        var count = _socket.Receive(_input.AsSpan(_end));
        _end += count > 0 ? count : throw new BenchFailure("The broker closed the connection.");
    }
}
