namespace Actors.Cluster.Postgres;

/// <summary>Neighbouring messages that were stored together: one row.</summary>
/// <param name="First">The first message's offset.</param>
/// <param name="Count">How many.</param>
/// <param name="Time">When they were published, in ticks of UTC.</param>
/// <param name="Messages">The encoded messages.</param>
internal readonly record struct MessageRow(long First, int Count, long Time, RowBuffer Messages)
{
    // Published within the same millisecond is published at the same time; larger rows make reading wasteful.
    private const int LargestBytes = 256 * 1024;

    /// <summary>Whether the messages of another record may be put into this row.</summary>
    public bool Takes(long first, long time, long bytes) =>
        first == First + Count && time / TimeSpan.TicksPerMillisecond == Time / TimeSpan.TicksPerMillisecond && Messages.Length + bytes <= LargestBytes;
}
