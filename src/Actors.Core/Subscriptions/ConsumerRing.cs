using System.Diagnostics.CodeAnalysis;

namespace Actors.Core.Subscriptions;

/// <summary>The consumers that have credit, served in turn. Those without are not in it and cost nothing.</summary>
internal sealed class ConsumerRing
{
    private readonly Queue<Consumer> _turns = new();

    /// <summary>How many may be waiting, those that left meanwhile among them.</summary>
    public int Count => _turns.Count;

    /// <summary>How many messages all of them together would take at once.</summary>
    public long Credit => _turns.Sum(consumer => consumer.Left ? 0L : Math.Max(consumer.Credit, 0));

    /// <summary>A consumer may have credit again; it takes its place at the end.</summary>
    public void Enter(Consumer consumer)
    {
        if (!consumer.InRing && !consumer.Left && consumer.Credit > 0)
        {
            consumer.InRing = true;
            _turns.Enqueue(consumer);
        }
    }

    /// <summary>Takes the consumer whose turn it is.</summary>
    public bool TryTake([NotNullWhen(true)] out Consumer? consumer)
    {
        while (_turns.TryDequeue(out consumer))
        {
            consumer.InRing = false;
            if (!consumer.Left && consumer.Credit > 0)
            {
                return true;
            }
        }

        return false;
    }
}
