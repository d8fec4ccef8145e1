using System.Buffers;
using System.Buffers.Binary;
using System.Net.Sockets;
using Actors.Protocol.Native;

namespace Actors.Client.Tests.Servers;

/// <summary>The broker's end of one connection.</summary>
internal sealed class ServerConnection(TcpClient tcp)
{
    public const int MessageBytes = 64 * 1024;

    private readonly NetworkStream _stream = tcp.GetStream();

    /// <summary>Less than what clients allow by themselves.</summary>
    public TimeSpan Idle => TimeSpan.FromSeconds(8);

    public async Task<HelloFrame> WelcomeAsync()
    {
        var (_, hello) = await ReadAsync<HelloFrame>();
        await SendAsync(0, new WelcomeFrame(NativeProtocol.Version, "Scripted 1", 256 * 1024, MessageBytes, Idle));
        return hello;
    }

    /// <summary>Reads the next frame, whatever it is.</summary>
    public async Task<WireFrame> ReadAsync()
    {
        var header = new byte[Frame.HeaderBytes];
        await Wait.For(_stream.ReadExactlyAsync(header), "a frame from the client");
        var payload = new byte[BinaryPrimitives.ReadUInt32LittleEndian(header) - (Frame.HeaderBytes - Frame.LengthBytes)];
        await Wait.For(_stream.ReadExactlyAsync(payload), "the rest of a frame from the client");
        return new WireFrame((FrameType)header[4], BinaryPrimitives.ReadUInt32LittleEndian(header.AsSpan(5)), payload);
    }

    /// <summary>Reads the next frame, which has to be of one type.</summary>
    public async Task<(uint Id, TFrame Frame)> ReadAsync<TFrame>()
        where TFrame : struct, IFrame<TFrame>
    {
        var frame = await ReadAsync();
        return (frame.Id, frame.Read<TFrame>());
    }

    public async Task SendAsync<TFrame>(uint id, TFrame frame)
        where TFrame : struct, IFrame<TFrame>
    {
        var output = new ArrayBufferWriter<byte>();
        FrameWriter.Write(output, id, frame);
        await Wait.For(_stream.WriteAsync(output.WrittenMemory), "the client to read");
    }

    public Task SendBytesAsync(params byte[] bytes) => Wait.For(_stream.WriteAsync(bytes), "the client to read");

    /// <summary>Confirms the next Publish, in full.</summary>
    public async Task<PublishFrame> ConfirmAsync(long firstOffset)
    {
        var (id, publish) = await ReadAsync<PublishFrame>();
        await SendAsync(id, new ConfirmedFrame(new PublishReceipt(firstOffset, CountOf(publish), [])));
        return publish;
    }

    /// <summary>Says yes to the next request of a type.</summary>
    public async Task<TFrame> OkAsync<TFrame>()
        where TFrame : struct, IFrame<TFrame>
    {
        var (id, frame) = await ReadAsync<TFrame>();
        await SendAsync(id, default(OkFrame));
        return frame;
    }

    /// <summary>Delivers messages of one attempt.</summary>
    public Task DeliverAsync(uint consumer, long firstOffset, int attempt, params string[] bodies)
    {
        var batch = MessageBatch.Of([.. bodies.Select(body => new Message(body))]);
        var output = new ArrayBufferWriter<byte>();
        DeliverFrame.Write(output, consumer, new DeliveryRun(new LeaseRun(0, 1, firstOffset, bodies.Length, attempt), DateTimeOffset.UnixEpoch, batch.Messages.Span));
        return Wait.For(_stream.WriteAsync(output.WrittenMemory), "the client to read");
    }

    /// <summary>Reads settlements until a consumer detaches.</summary>
    public async Task<(List<Settlement> Settlements, uint Consumer)> ReadUntilDetachAsync()
    {
        var settlements = new List<Settlement>();
        while (true)
        {
            var frame = await ReadAsync();
            if (frame.Type == FrameType.Detach)
            {
                return (settlements, frame.Id);
            }

            settlements.AddRange(frame.Read<SettleFrame>().Settlements.Span);
        }
    }

    /// <summary>Waits until the client has closed its end.</summary>
    public async Task ClosedByClientAsync()
    {
        var rest = new byte[4096];
        try
        {
            while (await Wait.For(_stream.ReadAsync(rest), "the client to close the connection") > 0)
            {
            }
        }
        catch (IOException)
        {
            // Reset is closed, too.
            return;
        }
    }

    public void Close() => tcp.Dispose();

    public static int CountOf(PublishFrame publish) => EncodedMessage.Validate(publish.Messages.Span, int.MaxValue);

    public static IReadOnlyList<string> BodiesOf(PublishFrame publish)
    {
        var bodies = new List<string>();
        for (var rest = publish.Messages; !rest.IsEmpty;)
        {
            bodies.Add(EncodedMessage.Take(ref rest).Decode().Text);
        }

        return bodies;
    }
}
