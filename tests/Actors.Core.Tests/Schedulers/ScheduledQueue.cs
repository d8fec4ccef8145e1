using Actors.Core.Offsets;
using Actors.Core.Schedulers;
using Actors.Core.Traits;

namespace Actors.Core.Tests.Schedulers;

/// <summary>A scheduler with messages in front of it and a clock beside it, and nothing else of a broker.</summary>
internal sealed class ScheduledQueue
{
    public static readonly long Start = new DateTime(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc).Ticks;

    private readonly TraitTable _traits = new();
    private long _next;

    public ScheduledQueue(Func<QueueDefinition, QueueDefinition> define)
    {
        var queue = define(new QueueDefinition("queue"));
        queue.Validate();
        Scheduler = new KeyScheduler(queue, _traits);
    }

    public KeyScheduler Scheduler { get; }

    public long Now { get; private set; } = Start;

    public void Advance(TimeSpan time) => Now += time.Ticks;

    public void AdvanceTo(long time) => Now = Math.Max(Now, time);

    /// <summary>Publishes one message.</summary>
    /// <returns>Its offset.</returns>
    public long Publish(string? key = null, byte priority = 0, uint cost = 0, TimeSpan? deadline = null)
    {
        var traits = new MessageTraits(key is null ? 0 : KeyHash.Of(key), priority, cost, 0, 0, deadline is { } time ? Now + time.Ticks : 0, Now);
        if (traits.Kinds != TraitKinds.None)
        {
            _traits.Add(_next, traits);
        }

        Scheduler.Append(new OffsetRun(_next, 1));
        return _next++;
    }

    public void Publish(int count, string key, uint cost = 0)
    {
        for (var i = 0; i < count; i++)
        {
            Publish(key, cost: cost);
        }
    }

    /// <summary>Takes one message, as it would be leased; null if none may go.</summary>
    public long? Take()
    {
        if (!Scheduler.TryTake(1, Now, out var run))
        {
            Assert.Equal(0, Scheduler.Available(Now));
            return null;
        }

        Scheduler.Hold(run);
        return run.First;
    }

    /// <summary>Takes all that may go now.</summary>
    public List<long> TakeAll()
    {
        var taken = new List<long>();
        while (Take() is { } offset)
        {
            taken.Add(offset);
        }

        return taken;
    }

    public List<long> TakeLate()
    {
        var late = new List<long>();
        while (Scheduler.TryTakeLate(out var run))
        {
            for (var offset = run.First; offset < run.End; offset++)
            {
                late.Add(offset);
            }
        }

        return late;
    }

    public void Settle(long offset)
    {
        Scheduler.Remove(new OffsetRun(offset, 1));
        _traits.Forget(new OffsetRun(offset, 1));
    }

    public void Settle(long offset, long cost)
    {
        Scheduler.Correct(new OffsetRun(offset, 1), cost);
        Settle(offset);
    }

    public void Return(long offset) => Scheduler.Return(new OffsetRun(offset, 1));

    public ulong KeyOf(long offset) => _traits.Find(offset).Key;

    public MessageTraits TraitsOf(long offset) => _traits.Find(offset);
}
