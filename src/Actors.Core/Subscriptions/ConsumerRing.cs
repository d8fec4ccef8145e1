using System.Diagnostics.CodeAnalysis;

namespace Actors.Core.Subscriptions;

/// <summary>The consumers that have credit, those of the highest priority first, and of one priority in turn. Those without credit are not in it and cost nothing.</summary>
internal sealed class ConsumerRing
{
    // Highest priority first; mostly there is one.
    private readonly List<Level> _levels = [];

    private sealed record Level(int Priority, Queue<Consumer> Turns);

    /// <summary>How many may be waiting, those that left meanwhile among them.</summary>
    public int Count => _levels.Count == 1 ? _levels[0].Turns.Count : _levels.Sum(level => level.Turns.Count);

    /// <summary>How many messages all of them together would take at once.</summary>
    public long Credit => _levels.Sum(level => level.Turns.Sum(consumer => consumer.Left ? 0L : Math.Max(consumer.Credit, 0)));

    /// <summary>How many others may be waiting that share with a consumer what there is.</summary>
    public int Beside(Consumer consumer) => _levels.Count == 1 ? _levels[0].Turns.Count : Find(consumer.Priority)?.Turns.Count ?? 0;

    /// <summary>A consumer may have credit again; it takes its place at the end.</summary>
    public void Enter(Consumer consumer)
    {
        if (!consumer.InRing && !consumer.Left && consumer.Credit > 0)
        {
            consumer.InRing = true;
            LevelOf(consumer.Priority).Turns.Enqueue(consumer);
        }
    }

    /// <summary>Takes the consumer whose turn it is.</summary>
    public bool TryTake([NotNullWhen(true)] out Consumer? consumer)
    {
        for (var at = 0; at < _levels.Count; at++)
        {
            while (_levels[at].Turns.TryDequeue(out consumer))
            {
                consumer.InRing = false;
                if (!consumer.Left && consumer.Credit > 0)
                {
                    return true;
                }
            }
        }

        consumer = null;
        return false;
    }

    private Level LevelOf(int priority)
    {
        if (Find(priority) is { } found)
        {
            return found;
        }

        // Priorities that nobody has any more must not pile up.
        _levels.RemoveAll(static level => level.Turns.Count == 0);
        var at = 0;
        while (at < _levels.Count && _levels[at].Priority > priority)
        {
            at++;
        }

        var added = new Level(priority, new Queue<Consumer>());
        _levels.Insert(at, added);
        return added;
    }

    private Level? Find(int priority)
    {
        foreach (var level in _levels)
        {
            if (level.Priority == priority)
            {
                return level;
            }
        }

        return null;
    }
}
