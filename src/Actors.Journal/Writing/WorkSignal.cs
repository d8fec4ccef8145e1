using System.Diagnostics;

namespace Actors.Journal;

/// <summary>
/// Wakes one thread. Setting it while the thread is awake costs one interlocked exchange; the thread spins for a moment
/// before it sleeps, because waking a sleeper costs about as much as a third of a sync.
/// </summary>
internal sealed class WorkSignal(TimeSpan spin)
{
    private readonly object _sleep = new();
    private readonly long _spinTicks = (long)(spin.TotalSeconds * Stopwatch.Frequency);
    private int _set;
    private bool _sleeping;

    internal void Set()
    {
        if (Interlocked.Exchange(ref _set, 1) == 0 && Volatile.Read(ref _sleeping))
        {
            lock (_sleep)
            {
                Monitor.Pulse(_sleep);
            }
        }
    }

    /// <summary>Returns once the signal was set, or the time is over; the signal is unset then.</summary>
    internal void Wait(TimeSpan timeout)
    {
        if (Spin())
        {
            return;
        }

        lock (_sleep)
        {
            Volatile.Write(ref _sleeping, true);
            if (Interlocked.Exchange(ref _set, 0) == 0)
            {
                Monitor.Wait(_sleep, timeout == Timeout.InfiniteTimeSpan ? Timeout.Infinite : (int)Math.Ceiling(timeout.TotalMilliseconds));
            }

            Volatile.Write(ref _sleeping, false);
            Interlocked.Exchange(ref _set, 0);
        }
    }

    private bool Spin()
    {
        long until = Stopwatch.GetTimestamp() + _spinTicks;
        do
        {
            if (Volatile.Read(ref _set) == 1)
            {
                Interlocked.Exchange(ref _set, 0);
                return true;
            }

            Thread.SpinWait(20);
        }
        while (Stopwatch.GetTimestamp() < until);

        return false;
    }
}
