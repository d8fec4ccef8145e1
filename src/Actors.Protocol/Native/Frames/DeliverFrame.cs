using System.Buffers;

namespace Actors.Protocol.Native;

/// <summary>Messages for the session its id names.</summary>
/// <param name="Runs">The runs, still encoded; see <see cref="DeliveredRun.TryTake"/>.</param>
public readonly record struct DeliverFrame(ReadOnlyMemory<byte> Runs) : IFrame<DeliverFrame>
{
    /// <summary>Bytes of a frame with one run, without its messages.</summary>
    public const int Overhead = Frame.HeaderBytes + DeliveredRun.HeadBytes;

    /// <inheritdoc/>
    public static FrameType Type => FrameType.Deliver;

    /// <inheritdoc/>
    public int PayloadBytes => Runs.Length;

    /// <summary>Writes a whole frame with one run, the messages straight from where they are.</summary>
    /// <param name="output">Where to.</param>
    /// <param name="consumer">The session.</param>
    /// <param name="run">The run.</param>
    public static void Write(IBufferWriter<byte> output, uint consumer, in DeliveryRun run)
    {
        var writer = FrameWriter.Begin(output, Type, consumer, DeliveredRun.HeadBytes, following: run.Messages.Length);
        DeliveredRun.WriteHead(ref writer, run.Leases, run.PublishedAt, run.Messages.Length);
        writer.End(output);
        output.Write(run.Messages);
    }

    /// <inheritdoc/>
    public void WritePayload(ref FrameWriter writer) => writer.Bytes(Runs.Span);

    /// <inheritdoc/>
    public static DeliverFrame ReadPayload(ref FrameReader reader) => new(reader.Bytes(reader.Left));
}
