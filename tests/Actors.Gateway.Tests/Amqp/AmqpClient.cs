using System.Buffers;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Actors.Gateway.Tests.Support;
using Actors.Protocol.Amqp;

namespace Actors.Gateway.Tests.Amqp;

/// <summary>A socket that speaks AMQP frames, or whatever else a test wants to say.</summary>
internal sealed class AmqpClient : IDisposable
{
    private readonly Socket _socket = new(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
    private byte[] _bytes = [];

    public static async Task<AmqpClient> ConnectAsync(IPEndPoint endpoint)
    {
        var client = new AmqpClient();
        await client._socket.ConnectAsync(endpoint);
        return client;
    }

    /// <summary>Connects, opens the default virtual host and a channel.</summary>
    public static async Task<AmqpClient> OpenAsync(IPEndPoint endpoint, ushort heartbeat = 0, MessageHeaders? capabilities = null)
    {
        var client = await ConnectAsync(endpoint);
        await client.GreetAsync(heartbeat, capabilities);
        await client.AskAsync<ConnectionMethods.Open, ConnectionMethods.OpenOk>(0, new ConnectionMethods.Open("/"));
        await client.AskAsync<ChannelMethods.Open, ChannelMethods.OpenOk>(1, default);
        return client;
    }

    public async Task<ConnectionMethods.Tune> GreetAsync(ushort heartbeat = 0, MessageHeaders? capabilities = null, string response = "\0guest\0guest")
    {
        await SendAsync(AmqpProtocol.Header.ToArray());
        await ReceiveAsync<ConnectionMethods.Start>(0);
        var properties = new MessageHeaders { ["capabilities"] = HeaderValue.Table(capabilities ?? []) };
        var tune = await AskAsync<ConnectionMethods.StartOk, ConnectionMethods.Tune>(0, new ConnectionMethods.StartOk(properties, "PLAIN", Encoding.UTF8.GetBytes(response), "en_US"));
        await SendAsync(0, new ConnectionMethods.TuneOk(tune.ChannelMax, tune.FrameMax, heartbeat));
        return tune;
    }

    public Task SendAsync<TMethod>(ushort channel, TMethod method)
        where TMethod : struct, IMethod<TMethod> => SendAsync(Encode(channel, method));

    public async Task SendAsync(ReadOnlyMemory<byte> bytes)
    {
        while (bytes.Length > 0)
        {
            bytes = bytes[await _socket.SendAsync(bytes, SocketFlags.None)..];
        }
    }

    public static byte[] Encode<TMethod>(ushort channel, TMethod method)
        where TMethod : struct, IMethod<TMethod>
    {
        var output = new ArrayBufferWriter<byte>();
        MethodFrame.Write(output, channel, method);
        return output.WrittenSpan.ToArray();
    }

    /// <summary>The frames of a publish to a queue.</summary>
    public static byte[] Publish(ushort channel, string exchange, string routingKey, byte[] body, bool mandatory = false)
    {
        var header = new byte[ContentHeader.HeadBytes + 3];
        var writer = new FieldWriter(header);
        writer.Short(ContentHeader.BasicClass);
        writer.Short(0);
        writer.LongLong((ulong)body.Length);
        writer.Short((ushort)PropertyFlags.DeliveryMode);
        writer.Octet(2);
        byte[] frames = [.. Encode(channel, new BasicMethods.Publish(exchange, routingKey, mandatory, false)), .. Frame(FrameKind.Header, channel, header)];
        return body.Length == 0 ? frames : [.. frames, .. Frame(FrameKind.Body, channel, body)];
    }

    public static byte[] Frame(FrameKind kind, ushort channel, byte[] payload)
    {
        var frame = new byte[AmqpFrame.Overhead + payload.Length];
        var writer = new FieldWriter(frame);
        writer.Octet((byte)kind);
        writer.Short(channel);
        writer.Long((uint)payload.Length);
        writer.Bytes(payload);
        writer.Octet(AmqpFrame.End);
        return frame;
    }

    /// <summary>Sends a method and takes its answer, which must be the next frame but for heartbeats.</summary>
    public async Task<TAnswer> AskAsync<TMethod, TAnswer>(ushort channel, TMethod method)
        where TMethod : struct, IMethod<TMethod>
        where TAnswer : struct, IMethod<TAnswer>
    {
        await SendAsync(channel, method);
        return await ReceiveAsync<TAnswer>(channel);
    }

    /// <summary>Takes the next frame but for heartbeats, which must be this method.</summary>
    public async Task<TMethod> ReceiveAsync<TMethod>(ushort channel)
        where TMethod : struct, IMethod<TMethod>
    {
        var (kind, number, payload) = await ReceiveAsync($"{TMethod.Id}");
        Assert.True(kind == FrameKind.Method && MethodFrame.IdOf(payload) == TMethod.Id, $"Not {TMethod.Id} came but {Explain(kind, payload)}.");
        Assert.Equal(channel, number);
        return MethodFrame.Read<TMethod>(payload);
    }

    /// <summary>Takes the next frame; heartbeats only if they are asked for.</summary>
    public async Task<(FrameKind Kind, ushort Channel, byte[] Payload)> ReceiveAsync(string what, bool heartbeats = false)
    {
        while (true)
        {
            if (TryCut(out var frame) && (heartbeats || frame.Kind != FrameKind.Heartbeat))
            {
                return frame;
            }

            if (frame.Payload is null && await FillAsync(what) == 0)
            {
                Assert.Fail($"The connection was closed where {what} was to come.");
            }
        }
    }

    /// <summary>Takes the broker's close, agrees, and sees the connection closed.</summary>
    public async Task<ConnectionMethods.Close> ClosedAsync()
    {
        var close = await ReceiveAsync<ConnectionMethods.Close>(0);
        await SendAsync(0, default(ConnectionMethods.CloseOk));
        await EndAsync();
        return close;
    }

    /// <summary>Reads until the connection is closed.</summary>
    public async Task<byte[]> EndAsync()
    {
        while (await FillAsync("the end of the connection") > 0)
        {
            continue;
        }

        return _bytes;
    }

    public void HalfClose() => _socket.Shutdown(SocketShutdown.Send);

    public void Dispose() => _socket.Dispose();

    private bool TryCut(out (FrameKind Kind, ushort Channel, byte[] Payload) found)
    {
        var cutter = new FrameCutter(new ReadOnlySequence<byte>(_bytes), AmqpProtocol.LargestFrame, []);
        if (!cutter.TryTake(out var frame))
        {
            found = default;
            return false;
        }

        found = (frame.Kind, frame.Channel, frame.Payload.ToArray());
        _bytes = cutter.Rest.ToArray();
        return true;
    }

    private async Task<int> FillAsync(string what)
    {
        var more = new byte[64 * 1024];
        int count;
        try
        {
            count = await _socket.ReceiveAsync(more).Within(what);
        }
        catch (SocketException error) when (error.SocketErrorCode is SocketError.ConnectionReset or SocketError.ConnectionAborted or SocketError.Shutdown)
        {
            return 0;
        }

        _bytes = [.. _bytes, .. more.AsSpan(0, count)];
        return count;
    }

    private static string Explain(FrameKind kind, byte[] payload) => kind != FrameKind.Method ? $"a {kind}" : MethodFrame.IdOf(payload) switch
    {
        MethodId.ConnectionClose => $"{MethodFrame.Read<ConnectionMethods.Close>(payload)}",
        MethodId.ChannelClose => $"{MethodFrame.Read<ChannelMethods.Close>(payload)}",
        var id => $"{id}",
    };
}
