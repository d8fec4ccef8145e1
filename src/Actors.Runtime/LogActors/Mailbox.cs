using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;

namespace Actors.Runtime.LogActors;

/// <summary>What is left for an actor, and the rule of who works on it: one at a time, whoever comes first.</summary>
/// <remarks>
/// Whoever posts to an idle actor runs it on the spot; whoever posts to a busy one leaves. So no lock is held, and an idle
/// broker hands a message from socket to journal without changing threads.
/// </remarks>
/// <param name="takeTurn">Works off some of what is there. Must not throw.</param>
internal sealed class Mailbox(Action takeTurn) : IThreadPoolWorkItem
{
    // A thread that came to deliver one command must not serve everybody else's for ever.
    private const int TurnsInline = 8;

    // What comes closer together than this is a burst: 50 microseconds.
    private static readonly long BurstGap = Stopwatch.Frequency / 20_000;

    private readonly ConcurrentQueue<object> _items = new();
    private int _running;
    private long _ranAt;

    /// <summary>Leaves something, and works on it here and now if nobody is working.</summary>
    public void Post(object item)
    {
        _items.Enqueue(item);
        if (Interlocked.Exchange(ref _running, 1) == 0)
        {
            Run();
        }
    }

    /// <summary>
    /// Leaves something that is in no hurry: in a burst a pool thread works on it, so that what follows shares its turn; when it
    /// was quiet, the caller does.
    /// </summary>
    public void PostSoon(object item)
    {
        if (Stopwatch.GetTimestamp() - Volatile.Read(ref _ranAt) > BurstGap)
        {
            Post(item);
        }
        else
        {
            PostLater(item);
        }
    }

    /// <summary>Leaves something for a pool thread to work on, unless somebody is working already.</summary>
    public void PostLater(object item)
    {
        _items.Enqueue(item);
        if (Interlocked.Exchange(ref _running, 1) == 0)
        {
            ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
        }
    }

    /// <summary>Leaves something for the next turn. In a turn only.</summary>
    public void Keep(object item) => _items.Enqueue(item);

    /// <summary>Takes the next thing. In a turn only.</summary>
    public bool TryTake([NotNullWhen(true)] out object? item) => _items.TryDequeue(out item);

    void IThreadPoolWorkItem.Execute() => Run();

    private void Run()
    {
        for (var turns = 0; ; turns++)
        {
            if (turns == TurnsInline)
            {
                ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
                return;
            }

            takeTurn();
            Volatile.Write(ref _ranAt, Stopwatch.GetTimestamp());
            if (_items.IsEmpty)
            {
                Volatile.Write(ref _running, 0);
                if (_items.IsEmpty || Interlocked.Exchange(ref _running, 1) != 0)
                {
                    return;
                }
            }
        }
    }
}
