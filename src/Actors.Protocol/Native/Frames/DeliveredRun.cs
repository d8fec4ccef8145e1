namespace Actors.Protocol.Native;

/// <summary>Neighbouring messages with their leases, as Deliver and Received carry them.</summary>
/// <remarks>
/// <code>
///  0           28                36             40
/// +-----------+-----------------+--------------+------------+
/// | lease run | published_at_ms | messages_len | messages … |
/// +-----------+-----------------+--------------+------------+
/// </code>
/// </remarks>
/// <param name="Leases">The leases, one for each message.</param>
/// <param name="PublishedAt">When the broker stored the messages.</param>
/// <param name="Messages">The encoded messages, one behind the other.</param>
public readonly record struct DeliveredRun(LeaseRun Leases, DateTimeOffset PublishedAt, ReadOnlyMemory<byte> Messages)
{
    /// <summary>Bytes before the messages.</summary>
    public const int HeadBytes = FrameWriter.LeaseRunBytes + 12;

    /// <summary>Bytes of the whole run.</summary>
    public int Bytes => HeadBytes + Messages.Length;

    /// <summary>Takes the first run off those of a frame.</summary>
    /// <param name="runs">The runs; what is left of them afterwards.</param>
    /// <param name="run">The run, if there is one left.</param>
    /// <returns>Whether there is.</returns>
    public static bool TryTake(ref ReadOnlyMemory<byte> runs, out DeliveredRun run)
    {
        if (runs.IsEmpty)
        {
            run = default;
            return false;
        }

        run = FrameReader.ReadRun(ref runs);
        return true;
    }

    internal static void WriteHead(ref FrameWriter writer, in LeaseRun leases, DateTimeOffset publishedAt, int messageBytes)
    {
        writer.LeaseRun(leases);
        writer.Time(publishedAt);
        writer.UInt32((uint)messageBytes);
    }

    internal static DeliveredRun Read(ref FrameReader reader)
    {
        var leases = reader.LeaseRun();
        var publishedAt = reader.Time();
        return new(leases, publishedAt, reader.Bytes(reader.Count()));
    }
}
