using Actors.Core.Offsets;

namespace Actors.Core.Schedulers;

/// <summary>First in, first out; a message that comes back goes before all that came after it.</summary>
/// <remarks>However long the backlog, it is two numbers: only messages that came back cost memory.</remarks>
internal sealed class FifoScheduler(long start) : Scheduler
{
    private readonly OffsetSet _returned = new();
    private long _cursor = start;
    private long _end = start;

    public override long Count => _end - _cursor + _returned.Count;

    public override void Append(OffsetRun run) => _end = run.End;

    public override void Return(OffsetRun run) => _returned.Add(run);

    public override void Remove(OffsetRun run)
    {
        if (run.First < _cursor)
        {
            _returned.Remove(run with { Count = Math.Min(run.End, _cursor) - run.First });
        }

        if (run.End > _cursor)
        {
            // What lies between the cursor and the run stays ready, on this side of the cursor.
            var first = Math.Max(run.First, _cursor);
            if (first > _cursor)
            {
                _returned.Add(OffsetRun.Between(_cursor, first));
            }

            _cursor = run.End;
        }
    }

    public override bool TryTake(long max, long now, out OffsetRun run)
    {
        if (_returned.TryTake(max, out run))
        {
            return true;
        }

        run = new OffsetRun(_cursor, Math.Min(max, _end - _cursor));
        _cursor = run.End;
        return run.Count > 0;
    }

    public override IEnumerable<OffsetRun> Runs() =>
        _cursor < _end ? _returned.Runs().Append(OffsetRun.Between(_cursor, _end)) : _returned.Runs();
}
