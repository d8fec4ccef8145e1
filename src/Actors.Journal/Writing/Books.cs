namespace Actors.Journal;

/// <summary>
/// Everything the gate guards: segments, ledgers, the two groups, and how far the disk is. Methods are called with the
/// gate held unless they say otherwise.
/// </summary>
internal sealed class Books
{
    internal Books(JournalOptions options, IJournalFiles files, IJournalOwner owner)
    {
        Options = options;
        Files = files;
        Owner = owner;
        Segments = new SegmentTable(HouseWork);
    }

    internal object Gate { get; } = new();

    internal JournalOptions Options { get; }

    internal IJournalFiles Files { get; }

    internal IJournalOwner Owner { get; }

    internal SegmentTable Segments { get; }

    internal Ledgers Ledgers { get; } = new();

    /// <summary>Wakes the thread that writes.</summary>
    internal WorkSignal WriteWork { get; } = new(TimeSpan.FromMicroseconds(30));

    /// <summary>Wakes the thread that prepares, seals and gives back segments.</summary>
    internal WorkSignal HouseWork { get; } = new(TimeSpan.Zero);

    /// <summary>The group being filled.</summary>
    internal WriteGroup Filling { get; private set; } = new();

    /// <summary>The group being written, or the empty one that will be filled next.</summary>
    internal WriteGroup Writing { get; private set; } = new();

    /// <summary>Everything before this position was synced.</summary>
    internal Position Durable { get; set; }

    /// <summary>What must be durable before the retired segments may go; null when none is retired.</summary>
    internal Position? RetireAt { get; set; }

    internal JournalState State { get; private set; }

    internal Exception? Reason { get; private set; }

    /// <summary>Why no segment could be prepared; null when there was room.</summary>
    internal Exception? NoRoom { get; set; }

    /// <summary>Whether the journal is being disposed.</summary>
    internal bool IsClosing { get; set; }

    internal long Records { get; set; }

    internal SyncTimes SyncTimes { get; } = new();

    internal Position End => new(Segments.Active.Number, Segments.Active.End);

    /// <summary>Puts the filled group aside for writing and hands out the other one to be filled.</summary>
    internal WriteGroup Swap()
    {
        (Filling, Writing) = (Writing, Filling);
        Monitor.PulseAll(Gate);
        return Writing;
    }

    /// <summary>Enters a state; whoever waits for room looks again. Failed is final.</summary>
    internal void Enter(JournalState state, Exception? reason)
    {
        if (State == JournalState.Failed)
        {
            return;
        }

        State = state;
        Reason = reason;
        Monitor.PulseAll(Gate);
    }

    /// <summary>The bytes of a record that was not handed to the operating system yet; empty if it was.</summary>
    internal ReadOnlySpan<byte> FindPending(Segment segment, in IndexEntry entry)
    {
        ReadOnlySpan<byte> record = Filling.Find(segment, entry.Offset, entry.Length);
        return record.IsEmpty ? Writing.Find(segment, entry.Offset, entry.Length) : record;
    }

    /// <summary>Closes all files; both threads must have ended.</summary>
    internal void CloseFiles()
    {
        foreach (Segment segment in Segments.InUse.Concat(Segments.Ready))
        {
            segment.Sidecar?.Dispose();
            segment.File.Dispose();
        }
    }

    internal void ThrowIfClosed()
    {
        if (State == JournalState.Failed)
        {
            throw new JournalFailedException($"The journal in '{Files.Folder}' failed: {Reason?.Message} Open it again.", Reason);
        }

        if (IsClosing)
        {
            throw new JournalFailedException($"The journal in '{Files.Folder}' was disposed.");
        }
    }

    /// <summary>Asks for a sync of everything appended so far; it does not wait.</summary>
    internal void AskSync()
    {
        Filling.SyncAsked = true;
        WriteWork.Set();
    }
}
