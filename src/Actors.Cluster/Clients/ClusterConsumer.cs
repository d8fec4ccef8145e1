using Actors.Cluster.Grains;
using Actors.Cluster.Wire;

namespace Actors.Cluster.Clients;

/// <summary>
/// A consumer as its service holds it. It outlives grains and silos: when its queue moves, or the silo that feeds it falls
/// silent, it attaches again by itself, and tells its sink that what was delivered before will come again.
/// </summary>
internal sealed class ClusterConsumer(ClusterBroker broker, EntityRoute route, string source, string? subscription, ConsumerOptions options, IDeliverySink sink) : IConsumer
{
    private static readonly TimeSpan ReattachDelay = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan CleanupPatience = TimeSpan.FromSeconds(1);

    // Calls to the sink come one at a time, whichever silo or timer they come from.
    private readonly Lock _sinkLock = new();
    private readonly Lock _lock = new();
    private readonly SemaphoreSlim _telling = new(1);
    private int _prefetch = options.Prefetch;
    private long _attachment;
    private Guid _pipe;
    private bool _isAttaching;
    private bool _wasLost;
    private bool _isClosed;

    public string Source => source;

    private ILogGrain Grain => route.Grain;

    /// <summary>Attaches for the first time.</summary>
    public async Task AttachAsync(CancellationToken cancellationToken)
    {
        _isAttaching = true;
        var attach = AttachAsync();
        try
        {
            await attach.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
        catch
        {
            // Calls may overtake each other, so the end is sent only when the attach has its answer. Whoever cancelled waits
            // for that only as long as a healthy cluster takes.
            await Task.WhenAny(EndAfterAsync(attach), Task.Delay(CleanupPatience, CancellationToken.None)).ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Messages for an attachment; those of an earlier one are passed over, because they come again.</summary>
    public void Deliver(long attachment, in DeliveryRun run)
    {
        lock (_sinkLock)
        {
            if (attachment == Volatile.Read(ref _attachment) && !_isClosed)
            {
                sink.Deliver(run);
            }
        }
    }

    /// <summary>An attachment has ended: for good if there is a reason, to be attached again if there is none.</summary>
    public void Ended(long attachment, BrokerException? reason)
    {
        if (attachment != Volatile.Read(ref _attachment))
        {
            return;
        }

        if (reason is null)
        {
            Reattach();
        }
        else
        {
            Close(reason);
        }
    }

    /// <summary>Nothing comes through a pipe any more.</summary>
    public void PipeLost(Guid pipe)
    {
        lock (_lock)
        {
            if (_pipe != pipe)
            {
                return;
            }
        }

        Reattach();
    }

    public void SetPrefetch(int prefetch)
    {
        if (prefetch is < 0 or > Limits.Prefetch)
        {
            throw new BrokerException(ErrorCode.InvalidArgument, $"The prefetch {prefetch} is out of range; allowed: 0 to {Limits.Prefetch}.");
        }

        Volatile.Write(ref _prefetch, prefetch);
        route.Changes = TellPrefetchAsync();
    }

    public void Abandon() => _ = EndAsync(lost: true);

    public ValueTask DisposeAsync() => new(EndAsync(lost: false));

    /// <summary>The broker instance is closing.</summary>
    public void Close(BrokerException? reason)
    {
        lock (_lock)
        {
            if (_isClosed)
            {
                return;
            }

            _isClosed = true;
        }

        broker.Receiver.Unregister(_attachment);
        broker.Forget(this);
        lock (_sinkLock)
        {
            sink.Closed(reason);
        }
    }

    private void Reattach()
    {
        lock (_lock)
        {
            // The end of an attachment may overtake the answer that it was made.
            _wasLost = true;
            if (_isAttaching || _isClosed)
            {
                return;
            }

            _isAttaching = true;
        }

        _ = ReattachAsync();
    }

    private async Task ReattachAsync()
    {
        try
        {
            while (!_isClosed)
            {
                try
                {
                    await AttachAsync().ConfigureAwait(false);
                    return;
                }
                catch (BrokerException error) when (error.Code is ErrorCode.Unavailable or ErrorCode.OutcomeUnknown)
                {
                    // The cluster cannot take it now. A consumer waits for as long as that lasts.
                    broker.ReportReattaching(source, error);
                    await Task.Delay(ReattachDelay).ConfigureAwait(false);
                }
            }
        }
        catch (BrokerException gone)
        {
            Close(gone);
        }
        catch (Exception fault)
        {
            Close(new BrokerException(ErrorCode.Internal, $"Attaching to '{source}' again failed: {fault.Message}", fault));
        }
    }

    private async Task AttachAsync()
    {
        do
        {
            await AttachOnceAsync().ConfigureAwait(false);
        }
        while (!Keep());
    }

    // Whether what was attached is still attached.
    private bool Keep()
    {
        lock (_lock)
        {
            _isAttaching = _wasLost && !_isClosed;
            return !_isAttaching;
        }
    }

    private async Task AttachOnceAsync()
    {
        var replaces = Renew();
        var request = new AttachRequest(
            new ConsumerKey(broker.Receiver.Broker, _attachment), replaces, subscription, Volatile.Read(ref _prefetch), options.LeaseTimeout, broker.Observer, options.KeepsLease, broker.Silo, options.Priority, options.Exclusive);
        var prefetch = request.Prefetch;
        var receipt = await broker.Calls.RepeatAsync(() => Grain.AttachAsync(request), CancellationToken.None).ConfigureAwait(false);
        lock (_lock)
        {
            _pipe = receipt.Pipe;
        }

        if (!broker.Receiver.Attached(receipt))
        {
            // The silo learns of that with its next sign of life, and opens another pipe.
            throw new BrokerException(ErrorCode.Unavailable, $"The silo that has '{source}' is not fully connected yet; try again.");
        }

        if (prefetch != Volatile.Read(ref _prefetch))
        {
            await TellPrefetchAsync().ConfigureAwait(false);
        }
    }

    // From here on nothing of the attachment before is handed out. Leases of the first one cannot have been lost.
    private long Renew()
    {
        lock (_lock)
        {
            (_pipe, _wasLost) = (Guid.Empty, false);
        }

        lock (_sinkLock)
        {
            var replaces = _attachment;
            if (replaces != 0)
            {
                broker.Receiver.Unregister(replaces);
                sink.LeasesLost();
            }

            Volatile.Write(ref _attachment, broker.Receiver.Register(this));
            return replaces;
        }
    }

    // One call at a time, each with the latest: calls may overtake each other.
    private async Task TellPrefetchAsync()
    {
        await _telling.WaitAsync().ConfigureAwait(false);
        try
        {
            var consumer = new ConsumerKey(broker.Receiver.Broker, Volatile.Read(ref _attachment));
            await broker.Calls.RepeatAsync(() => Grain.SetPrefetchAsync(consumer, Volatile.Read(ref _prefetch)), CancellationToken.None).ConfigureAwait(false);
        }
        catch (BrokerException)
        {
            // It is being attached again, with the prefetch it wants then.
        }
        finally
        {
            _telling.Release();
        }
    }

    private async Task EndAfterAsync(Task attach)
    {
        await attach.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await EndAsync(lost: false).ConfigureAwait(false);
    }

    private async Task EndAsync(bool lost)
    {
        bool wasOpen;
        lock (_lock)
        {
            wasOpen = !_isClosed;
        }

        Close(reason: null);
        if (!wasOpen)
        {
            return;
        }

        try
        {
            // Acks on the way must not be overtaken by the end of what they are about.
            await route.Settlements(subscription).DrainAsync().ConfigureAwait(false);
            var consumer = new ConsumerKey(broker.Receiver.Broker, Volatile.Read(ref _attachment));
            await broker.Calls.RepeatAsync(() => Grain.DetachAsync(consumer, lost), CancellationToken.None).ConfigureAwait(false);
        }
        catch (BrokerException)
        {
            // The queue is gone, or the cluster; either way nothing is held for this consumer any more.
        }
    }
}
