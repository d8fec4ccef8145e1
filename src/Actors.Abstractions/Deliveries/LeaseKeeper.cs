namespace Actors;

/// <summary>
/// Keeps the leases of messages that wait in an enumeration's buffer. Their consumer is alive and will come to them: without
/// this, a slow handler with a large prefetch would lose them one lease timeout after they arrived.
/// </summary>
/// <remarks>
/// A message that was handed out is no longer kept: from then on its lease timeout bounds the work on it, unless the work
/// extends it. Messages are handed out in the order they arrive, so a count of those is all the reader has to tell.
/// </remarks>
internal sealed class LeaseKeeper : IAsyncDisposable
{
    // Thirds leave time for one extension to fail and another to succeed.
    private const int RoundsPerLease = 3;

    private readonly Lock _gate = new();
    private readonly Queue<(long FirstIndex, LeaseRun Leases)> _arrived = new();
    private readonly CancellationTokenSource _ends = new();
    private readonly IBroker _broker;
    private readonly string _source;
    private readonly Task _keeping;
    private long _arrivedCount;
    private long _handedOut;

    /// <summary>Begins to keep.</summary>
    public LeaseKeeper(IBroker broker, string source, ConsumerOptions options)
    {
        (_broker, _source) = (broker, source);

        // Leases that follow their consumer need no care.
        _keeping = options.KeepsLease ? Task.CompletedTask : KeepAsync(options.LeaseTimeout);
    }

    /// <summary>Messages came into the buffer.</summary>
    public void Arrived(in LeaseRun leases)
    {
        lock (_gate)
        {
            // What is over is dropped here, so that the queue follows what is in the buffer.
            DropHandedOut();
            _arrived.Enqueue((_arrivedCount, leases));
            _arrivedCount += leases.Count;
        }
    }

    /// <summary>The next message left the buffer.</summary>
    public void HandedOut() => Volatile.Write(ref _handedOut, _handedOut + 1);

    /// <summary>The buffer was emptied, because all leases are void.</summary>
    public void Emptied()
    {
        lock (_gate)
        {
            _arrived.Clear();
            _arrivedCount = 0;
            Volatile.Write(ref _handedOut, 0);
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _ends.CancelAsync().ConfigureAwait(false);
        await _keeping.ConfigureAwait(false);
        _ends.Dispose();
    }

    private async Task KeepAsync(TimeSpan? leaseTimeout)
    {
        try
        {
            // Only who lets messages wait needs to know how long leases last.
            using var rounds = new PeriodicTimer(Limits.ShortestLease / RoundsPerLease);
            do
            {
                await rounds.WaitForNextTickAsync(_ends.Token).ConfigureAwait(false);
            }
            while (Waiting().Length == 0);

            var timeout = leaseTimeout ?? (await _broker.DescribeAsync(_source, _ends.Token).ConfigureAwait(false)).LeaseTimeout;
            rounds.Period = timeout / RoundsPerLease;
            while (await rounds.WaitForNextTickAsync(_ends.Token).ConfigureAwait(false))
            {
                await ExtendAsync(timeout).ConfigureAwait(false);
            }
        }
        catch (Exception error) when (error is OperationCanceledException or BrokerException or ObjectDisposedException)
        {
            // The enumeration is over, or the broker cannot say how long leases last: then they last as long as they do.
        }
    }

    private async Task ExtendAsync(TimeSpan timeout)
    {
        foreach (var leases in Waiting().Chunk(Limits.BatchCount))
        {
            try
            {
                await _broker.ExtendAsync(_source, leases, timeout, _ends.Token).ConfigureAwait(false);
            }
            catch (BrokerException)
            {
                // The next round tries again; leases that are gone meanwhile come back as deliveries of their own.
            }
        }
    }

    private LeaseRun[] Waiting()
    {
        lock (_gate)
        {
            DropHandedOut();
            var handedOut = Volatile.Read(ref _handedOut);
            return [.. _arrived.Select(run => From(run.Leases, (int)Math.Clamp(handedOut - run.FirstIndex, 0, run.Leases.Count - 1)))];
        }
    }

    private void DropHandedOut()
    {
        var handedOut = Volatile.Read(ref _handedOut);
        while (_arrived.TryPeek(out var run) && run.FirstIndex + run.Leases.Count <= handedOut)
        {
            _arrived.Dequeue();
        }
    }

    private static LeaseRun From(in LeaseRun leases, int skipped) =>
        leases with { FirstOffset = leases.FirstOffset + skipped, Count = leases.Count - skipped };
}
