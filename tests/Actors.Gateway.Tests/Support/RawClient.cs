using System.Buffers;
using System.Net;
using System.Net.Sockets;
using Actors.Protocol.Native;

namespace Actors.Gateway.Tests.Support;

/// <summary>A socket that speaks frames, or whatever else a test wants to say.</summary>
internal sealed class RawClient : IDisposable
{
    private readonly Socket _socket;
    private byte[] _bytes = [];

    private RawClient(Socket socket) => _socket = socket;

    public static async Task<RawClient> ConnectAsync(IPEndPoint endpoint, int? receiveBuffer = null)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        if (receiveBuffer is { } bytes)
        {
            socket.ReceiveBufferSize = bytes;
        }

        await socket.ConnectAsync(endpoint);
        return new RawClient(socket);
    }

    public async Task<WelcomeFrame> HelloAsync(string user = "", string password = "")
    {
        await SendAsync(0, new HelloFrame(NativeProtocol.Version, "test", user, password));
        return (await ReceiveAsync<WelcomeFrame>()).Frame;
    }

    public Task SendAsync<TFrame>(uint id, TFrame frame)
        where TFrame : struct, IFrame<TFrame> => SendAsync(Encode(id, frame));

    public async Task SendAsync(ReadOnlyMemory<byte> bytes)
    {
        while (bytes.Length > 0)
        {
            bytes = bytes[await _socket.SendAsync(bytes, SocketFlags.None)..];
        }
    }

    public static byte[] Encode<TFrame>(uint id, TFrame frame)
        where TFrame : struct, IFrame<TFrame>
    {
        var output = new ArrayBufferWriter<byte>();
        FrameWriter.Write(output, id, frame);
        return output.WrittenSpan.ToArray();
    }

    /// <summary>Sends a request and takes its answer, which must be the next frame.</summary>
    public async Task<TAnswer> AskAsync<TFrame, TAnswer>(uint id, TFrame frame)
        where TFrame : struct, IFrame<TFrame>
        where TAnswer : struct, IFrame<TAnswer>
    {
        await SendAsync(id, frame);
        var answer = await ReceiveAsync<TAnswer>();
        Assert.Equal(id, answer.Id);
        return answer.Frame;
    }

    /// <summary>Takes the next frame, which must be of the given type.</summary>
    public async Task<(uint Id, TFrame Frame)> ReceiveAsync<TFrame>()
        where TFrame : struct, IFrame<TFrame>
    {
        var (type, id, payload) = await ReceiveAsync($"a {TFrame.Type}");
        if (type != TFrame.Type)
        {
            Assert.Fail($"Not a {TFrame.Type} came but a {type}{Explain(type, payload)}.");
        }

        return (id, FrameReader.Read<TFrame>(payload));
    }

    /// <summary>Takes the next frame, whatever it is.</summary>
    public async Task<(FrameType Type, uint Id, byte[] Payload)> ReceiveAsync(string what)
    {
        while (true)
        {
            var buffer = new ReadOnlySequence<byte>(_bytes);
            if (Frame.TryTake(ref buffer, Limits.Default.FrameBytes, out var frame))
            {
                var result = (frame.Type, frame.Id, frame.Payload.ToArray());
                _bytes = buffer.ToArray();
                return result;
            }

            if (await FillAsync(what) == 0)
            {
                Assert.Fail($"The connection was closed where {what} was to come.");
            }
        }
    }

    /// <summary>Takes the goodbye and sees the connection closed.</summary>
    public async Task<GoodbyeFrame> GoodbyeAsync()
    {
        var (_, goodbye) = await ReceiveAsync<GoodbyeFrame>();
        await ClosedAsync();
        return goodbye;
    }

    /// <summary>Sees the connection closed without another frame but the ends of sessions.</summary>
    public async Task ClosedAsync()
    {
        _socket.Shutdown(SocketShutdown.Send);
        while (await FillAsync("the end of the connection") > 0)
        {
            continue;
        }
    }

    /// <summary>Ends the connection without a word to the other side's application, as a crash would.</summary>
    public void Reset()
    {
        _socket.LingerState = new LingerOption(true, 0);
        _socket.Close();
    }

    public void HalfClose() => _socket.Shutdown(SocketShutdown.Send);

    public void Dispose() => _socket.Dispose();

    private async Task<int> FillAsync(string what)
    {
        var more = new byte[64 * 1024];
        int count;
        try
        {
            count = await _socket.ReceiveAsync(more).Within(what);
        }
        catch (SocketException error) when (error.SocketErrorCode is SocketError.ConnectionReset or SocketError.ConnectionAborted)
        {
            return 0;
        }

        _bytes = [.. _bytes, .. more.AsSpan(0, count)];
        return count;
    }

    private static string Explain(FrameType type, byte[] payload) => type switch
    {
        FrameType.Error => $": {FrameReader.Read<ErrorFrame>(payload)}",
        FrameType.Goodbye => $": {FrameReader.Read<GoodbyeFrame>(payload)}",
        FrameType.Closed => $": {FrameReader.Read<ClosedFrame>(payload)}",
        _ => "",
    };
}
