using Actors.Core.Offsets;

namespace Actors.Core.Logs;

/// <summary>Messages in order, as numbers: where the log continues, how many bytes are not settled.</summary>
internal sealed class Log
{
    private long _held;

    /// <summary>The offset of the next message.</summary>
    public long Next { get; private set; }

    /// <summary>Encoded bytes that some subscription still needs. Exact while all messages are of one size, close otherwise, and exactly 0 when nothing is left.</summary>
    public long Bytes { get; private set; }

    /// <summary>Messages appended since the actor came to life.</summary>
    public long Published { get; set; }

    /// <summary>What a message weighs, on average.</summary>
    public long AverageBytes => _held == 0 ? 0 : Bytes / _held;

    public OffsetRun Append(long count, long bytes)
    {
        var run = new OffsetRun(Next, count);
        Next = run.End;
        _held += count;
        Bytes += bytes;
        return run;
    }

    public void Free(OffsetRun run)
    {
        // In whole numbers: a fraction lost with each of millions of messages adds up.
        var left = _held - run.Count;
        Bytes = left <= 0 ? 0 : (long)((Int128)Bytes * left / _held);
        _held = Math.Max(left, 0);
    }

    /// <summary>A snapshot's numbers.</summary>
    public void Reset(long next) => (Next, _held, Bytes) = (next, 0, 0);

    /// <summary>A snapshot's numbers of what is held.</summary>
    public void Hold(long held, long bytes) => (_held, Bytes) = (held, bytes);

    /// <summary>How many messages some subscription still needs.</summary>
    public long Held => _held;
}
