using Actors.Runtime.LogActors;
using Actors.Runtime.Commands;

namespace Actors.Runtime.Clocks;

/// <summary>Wakes actors when something of theirs falls due: one timer for all of them.</summary>
internal sealed class DueTimer : IDisposable
{
    private readonly Lock _lock = new();
    private readonly PriorityQueue<LogActor, long> _due = new();
    private readonly TimeProvider _clock;
    private readonly ITimer _timer;
    private long _armed = long.MaxValue;

    public DueTimer(TimeProvider clock)
    {
        _clock = clock;
        _timer = clock.CreateTimer(_ => Fire(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Gives the actor a turn at this time, in ticks of UTC.</summary>
    public void Wake(LogActor actor, long due)
    {
        lock (_lock)
        {
            _due.Enqueue(actor, due);
            Arm();
        }
    }

    public void Dispose() => _timer.Dispose();

    private void Fire()
    {
        var now = _clock.GetUtcNow().UtcTicks;
        var woken = new List<LogActor>();
        lock (_lock)
        {
            _armed = long.MaxValue;
            while (_due.TryPeek(out var actor, out var due) && due <= now)
            {
                _due.Dequeue();
                woken.Add(actor);
            }

            Arm();
        }

        foreach (var actor in woken)
        {
            actor.Woken();
            actor.Post(Nudge.Instance);
        }
    }

    private void Arm()
    {
        if (_due.TryPeek(out _, out var due) && due < _armed)
        {
            _armed = due;

            // Timers count whole milliseconds: round up, so that the time has come when it fires.
            var wait = Math.Max(due - _clock.GetUtcNow().UtcTicks, 0) + TimeSpan.TicksPerMillisecond;
            _timer.Change(new TimeSpan(Math.Min(wait, TimeSpan.FromDays(1).Ticks)), Timeout.InfiniteTimeSpan);
        }
    }
}
