using Actors.Core.Offsets;

namespace Actors.Core.Delays;

/// <summary>The messages of one subscription that were published with a time before which they must not be delivered, and have not been yet.</summary>
/// <remarks>
/// However long the delay, a message costs an entry of <see cref="DueTable"/>, shared by neighbours with one time, and a bit.
/// Messages delayed by a nack are not here but in the lease table, which knows their attempts.
/// </remarks>
internal sealed class DelayTable
{
    private readonly OffsetSet _waiting = new();
    private readonly DueTable _due;

    public DelayTable() => _due = new DueTable(IsWaiting);

    /// <summary>How many messages wait.</summary>
    public long Count => _waiting.Count;

    /// <summary>When the next message falls due, in ticks of UTC; <see cref="long.MaxValue"/> for never.</summary>
    public long NextDue => _waiting.Count == 0 ? long.MaxValue : _due.NextDue;

    /// <summary>The messages by their times, in no order.</summary>
    public IEnumerable<(OffsetRun Run, long Due)> Entries
    {
        get
        {
            foreach (var (run, due) in _due.Entries)
            {
                foreach (var part in Waiting(run))
                {
                    yield return (part, due);
                }
            }
        }
    }

    /// <summary>All messages, by offset.</summary>
    public IEnumerable<OffsetRun> Runs() => _waiting.Runs();

    public bool Contains(long offset) => _waiting.Contains(offset);

    /// <summary>The messages of a page.</summary>
    public ulong MembersOf(long page) => _waiting.Count == 0 ? 0 : _waiting.MembersOf(page);

    public void Add(OffsetRun run, long due)
    {
        _waiting.Add(run);
        _due.Add(run, due);
    }

    /// <summary>A message waits for another time from now on.</summary>
    public void Move(long offset, long due)
    {
        _waiting.Add(new OffsetRun(offset, 1));
        _due.Move(offset, due);
    }

    /// <summary>Messages wait no longer, whatever time they had.</summary>
    public void Remove(OffsetRun run)
    {
        if (_waiting.Count > 0)
        {
            _waiting.Remove(run);
            _due.Forget(run);
        }
    }

    /// <summary>Takes messages whose time has come.</summary>
    public IEnumerable<OffsetRun> TakeDue(long now)
    {
        while (_waiting.Count > 0 && _due.TryTake(now, out var run))
        {
            foreach (var part in Waiting(run).ToList())
            {
                Remove(part);
                yield return part;
            }
        }
    }

    private bool IsWaiting(OffsetRun run) => Waiting(run).Any();

    private IEnumerable<OffsetRun> Waiting(OffsetRun run)
    {
        for (var page = Page.Of(run.First); page <= Page.Of(run.End - 1); page++)
        {
            for (var rest = _waiting.MembersOf(page) & Page.Mask(run, page); rest != 0;)
            {
                yield return Page.TakeStretch(ref rest, page);
            }
        }
    }
}
