namespace Actors.Protocol.Native;

/// <summary>Answers Receive, wholly or in part.</summary>
/// <param name="More">Whether another frame for the same request follows.</param>
/// <param name="Runs">The messages; none when the wait was over.</param>
public readonly record struct ReceivedFrame(bool More, ReadOnlyMemory<DeliveredRun> Runs) : IFrame<ReceivedFrame>
{
    /// <inheritdoc/>
    public static FrameType Type => FrameType.Received;

    /// <inheritdoc/>
    public int PayloadBytes
    {
        get
        {
            var bytes = 1;
            foreach (ref readonly var run in Runs.Span)
            {
                bytes += run.Bytes;
            }

            return bytes;
        }
    }

    /// <inheritdoc/>
    public void WritePayload(ref FrameWriter writer)
    {
        writer.Flag(More);
        foreach (ref readonly var run in Runs.Span)
        {
            DeliveredRun.WriteHead(ref writer, run.Leases, run.PublishedAt, run.Messages.Length);
            writer.Bytes(run.Messages.Span);
        }
    }

    /// <inheritdoc/>
    public static ReceivedFrame ReadPayload(ref FrameReader reader)
    {
        var more = reader.Flag();
        var runs = new List<DeliveredRun>();
        while (!reader.AtEnd)
        {
            runs.Add(DeliveredRun.Read(ref reader));
        }

        return new(more, runs.ToArray());
    }
}
