using Actors.Core.Offsets;

namespace Actors.Core.Schedulers;

/// <summary>First in, first out; a message that comes back goes before all that came after it.</summary>
/// <remarks>
/// However long the backlog, it is two numbers: only messages that came back, and those that stopped being ready out of order,
/// cost memory: a word for every 64 neighbours among which there is one.
/// </remarks>
internal sealed class FifoScheduler(long start) : Scheduler
{
    // Ready, before the cursor.
    private readonly OffsetSet _returned = new();

    // Not ready, behind the cursor.
    private readonly OffsetSet _gaps = new();
    private long _cursor = start;
    private long _end = start;

    public override long Count => _end - _cursor - _gaps.Count + _returned.Count;

    public override void Append(OffsetRun run) => _end = run.End;

    public override void Return(OffsetRun run)
    {
        if (run.First < _cursor)
        {
            _returned.Add(run with { Count = Math.Min(run.End, _cursor) - run.First });
        }

        if (run.End > _cursor)
        {
            _gaps.Remove(OffsetRun.Between(Math.Max(run.First, _cursor), run.End));
        }
    }

    public override void Remove(OffsetRun run)
    {
        if (run.First < _cursor)
        {
            _returned.Remove(run with { Count = Math.Min(run.End, _cursor) - run.First });
        }

        if (run.First > _cursor)
        {
            _gaps.Add(run);
        }
        else if (run.End > _cursor)
        {
            _gaps.Remove(OffsetRun.Between(_cursor, run.End));
            _cursor = run.End;
        }
    }

    public override bool TryTake(long max, long now, out OffsetRun run)
    {
        if (_returned.TryTake(max, out run))
        {
            return true;
        }

        var end = _end;
        while (_gaps.TryPeek(out var gap))
        {
            if (gap.First > _cursor)
            {
                end = gap.First;
                break;
            }

            _gaps.Remove(gap);
            _cursor = Math.Max(_cursor, gap.End);
        }

        run = new OffsetRun(_cursor, Math.Min(max, end - _cursor));
        _cursor = run.End;
        return run.Count > 0;
    }

    public override IEnumerable<OffsetRun> Runs()
    {
        foreach (var run in _returned.Runs())
        {
            yield return run;
        }

        var at = _cursor;
        foreach (var gap in _gaps.Runs())
        {
            if (gap.First > at)
            {
                yield return OffsetRun.Between(at, gap.First);
            }

            at = gap.End;
        }

        if (at < _end)
        {
            yield return OffsetRun.Between(at, _end);
        }
    }
}
