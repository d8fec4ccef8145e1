using Microsoft.Extensions.Logging;

namespace Actors.Cluster.Streams;

/// <summary>
/// Brings the events of one subscription to its subscriber: in order, as many at a time as there are, and each again and again
/// until it is handled or dead-lettered. It reads through the subscription itself, so what it loses sight of comes again.
/// </summary>
internal sealed class EventPump : IAsyncDisposable
{
    private const int LeaseRounds = 3;
    private const int BrowseCount = 16;

    private static readonly TimeSpan FirstDelay = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LongestDelay = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan RestartDelay = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Unreachable = TimeSpan.FromMilliseconds(200);

    private readonly CancellationTokenSource _stop = new();
    private readonly IBroker _broker;
    private readonly string _source;
    private readonly ActorsStreamOptions _options;
    private readonly IEventTarget _target;
    private readonly ILogger _log;
    private readonly Task _running;
    private long _from;
    private long _busyAt = Environment.TickCount64;
    private (long Offset, int Failures) _failing = (-1, 0);

    /// <summary>Starts to read.</summary>
    /// <param name="broker">The broker.</param>
    /// <param name="source">The subscription's address.</param>
    /// <param name="options">How to treat the subscriber.</param>
    /// <param name="target">The subscriber.</param>
    /// <param name="from">The first event that it wants; earlier ones are acked unseen.</param>
    /// <param name="log">Where failures are told.</param>
    public EventPump(IBroker broker, string source, ActorsStreamOptions options, IEventTarget target, long from, ILogger log)
    {
        (_broker, _source, _options, _target, _from, _log) = (broker, source, options, target, from, log);
        _running = Task.Run(RunAsync);
    }

    /// <summary>When the subscriber last got something, in milliseconds of the system's uptime.</summary>
    public long BusyAt => Volatile.Read(ref _busyAt);

    /// <summary>The subscription is gone, or the pump was stopped.</summary>
    public bool HasEnded => _running.IsCompleted;

    /// <summary>Passes over all events before one.</summary>
    public void SkipTo(long offset) => Volatile.Write(ref _from, offset);

    /// <summary>Begins to end, without waiting for the subscriber: it may be the subscriber who asks.</summary>
    public void Stop() => _stop.Cancel();

    /// <summary>Ends, and gives back what is held. An event that is being handled will be delivered again.</summary>
    public async ValueTask DisposeAsync()
    {
        Stop();
        await _running.ConfigureAwait(false);
    }

    private async Task RunAsync()
    {
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                await ReadAsync().ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (_stop.IsCancellationRequested)
            {
                return;
            }
            catch (BrokerException gone) when (gone.Code is ErrorCode.NotFound or ErrorCode.Deleted)
            {
                return;
            }
            catch (Exception error)
            {
                // Never an end: a stream that nobody reads any more would only be noticed by what is missing.
                _log.PumpRestarts(_source, error);
                await Task.Delay(RestartDelay, _stop.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private async Task ReadAsync()
    {
        var buffer = new EventBuffer(OldestAsync);
        var consumer = await _broker.AttachAsync(
            _source, new ConsumerOptions { Prefetch = _options.Prefetch, LeaseTimeout = _options.LeaseTimeout }, buffer, _stop.Token).ConfigureAwait(false);
        await using var attached = consumer.ConfigureAwait(false);
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(_stop.Token);
        var keeping = KeepAsync(buffer, ended.Token);
        try
        {
            while (true)
            {
                // An event that failed comes alone, so that it fails for nobody but itself.
                var most = _failing.Failures > 0 ? 1 : _options.Prefetch;
                var events = await buffer.TakeAsync(most, () => MakeRoom(buffer), _stop.Token).ConfigureAwait(false);
                await HandleAsync(buffer, events).ConfigureAwait(false);
            }
        }
        finally
        {
            await ended.CancelAsync().ConfigureAwait(false);
            await keeping.ConfigureAwait(false);
            Release(buffer);
        }
    }

    private async Task HandleAsync(EventBuffer buffer, List<HeldEvent> events)
    {
        var from = Volatile.Read(ref _from);
        var skipped = events.TakeWhile(next => next.Offset < from).ToList();
        Settle(buffer, skipped);
        events.RemoveRange(0, skipped.Count);
        if (events.Count == 0)
        {
            return;
        }

        Volatile.Write(ref _busyAt, Environment.TickCount64);
        HandledEvents handled;
        try
        {
            handled = await _target.DeliverAsync(Pack(events)).WaitAsync(_stop.Token).ConfigureAwait(false);
        }
        catch (OrleansMessageRejectionException error)
        {
            // It never reached the subscriber, so it is no failure of the event.
            _log.SubscriberAway(_source, error);
            await Task.Delay(Unreachable, _stop.Token).ConfigureAwait(false);
            return;
        }
        catch (Exception error) when (error is not OperationCanceledException || !_stop.IsCancellationRequested)
        {
            handled = new HandledEvents(0, error.Message);
        }

        Settle(buffer, events.GetRange(0, handled.Count));
        if (handled.Error is { } reason)
        {
            await FailAsync(buffer, events[handled.Count], reason).ConfigureAwait(false);
        }
    }

    // The lease is kept during the delay and given back at its end: then the event is the first that is ready, and comes at
    // once. So tries are counted where the event is stored, and no later event takes its place.
    private async Task FailAsync(EventBuffer buffer, HeldEvent failed, string reason)
    {
        var failures = failed.Offset == _failing.Offset ? _failing.Failures + 1 : failed.Lease.Attempt;
        _failing = (failed.Offset, failures);
        _log.EventFailed(_source, failed.Offset, failures, reason);
        await Task.Delay(DelayAfter(failures), _stop.Token).ConfigureAwait(false);
        buffer.Forget(failed);
        await _broker.SettleAsync(_source, new[] { new Settlement(failed.Lease, SettleVerb.Nack) }, _stop.Token).ConfigureAwait(false);
    }

    private void Settle(EventBuffer buffer, List<HeldEvent> handled)
    {
        var runs = new List<LeaseRun>();
        foreach (var next in handled)
        {
            if (next.Offset >= _failing.Offset)
            {
                _failing = (-1, 0);
            }

            Join(runs, next.Lease);
            buffer.Done(next);
        }

        if (runs.Count > 0)
        {
            _broker.Settle(_source, [.. runs.Select(run => new Settlement(run, SettleVerb.Ack))]);
        }
    }

    private static void Join(List<LeaseRun> runs, in LeaseRun next)
    {
        if (runs.Count > 0 && runs[^1] is var last && last.FirstOffset + last.Count == next.FirstOffset && last with { FirstOffset = next.FirstOffset, Count = 1 } == next)
        {
            runs[^1] = last with { Count = last.Count + 1 };
        }
        else
        {
            runs.Add(next);
        }
    }

    // Events that lie before all that is held cannot come while there is no room for them.
    private void MakeRoom(EventBuffer buffer)
    {
        if (buffer.Count >= _options.Prefetch)
        {
            Release(buffer);
        }
    }

    private void Release(EventBuffer buffer)
    {
        var leases = buffer.Clear();
        if (leases.Length > 0)
        {
            _broker.Settle(_source, [.. leases.Select(lease => new Settlement(lease, SettleVerb.Release))]);
        }
    }

    // What is on its way to the dead-letter queue holds nobody up.
    private async Task<long?> OldestAsync(long from, CancellationToken cancellationToken)
    {
        while (true)
        {
            var seen = await _broker.BrowseAsync(_source, from, BrowseCount, cancellationToken).ConfigureAwait(false);
            foreach (var message in seen)
            {
                if (message.State != MessageState.DeadLettered)
                {
                    return message.Offset;
                }

                from = message.Offset + 1;
            }

            if (seen.Count == 0)
            {
                return null;
            }
        }
    }

    // For as long as a subscriber works, and for as long as its turn has not come.
    private async Task KeepAsync(EventBuffer buffer, CancellationToken cancellationToken)
    {
        using var rounds = new PeriodicTimer(_options.LeaseTimeout / LeaseRounds);
        while (!cancellationToken.IsCancellationRequested)
        {
            try
            {
                await rounds.WaitForNextTickAsync(cancellationToken).ConfigureAwait(false);
                var leases = buffer.Leases();
                if (leases.Length > 0)
                {
                    await _broker.ExtendAsync(_source, leases, _options.LeaseTimeout, cancellationToken).ConfigureAwait(false);
                }
            }
            catch (Exception error) when (error is OperationCanceledException or BrokerException)
            {
                // The next round tries again; leases that are gone meanwhile come back as deliveries of their own.
            }
        }
    }

    private static EventParcel Pack(List<HeldEvent> events)
    {
        var messages = new byte[events.Sum(next => next.Bytes.Length)];
        var at = 0;
        foreach (var next in events)
        {
            next.Bytes.Span.CopyTo(messages.AsSpan(at));
            at += next.Bytes.Length;
        }

        return new EventParcel([.. events.Select(next => next.Offset)], messages);
    }

    private static TimeSpan DelayAfter(int failures) =>
        failures < 10 && FirstDelay * (1 << (failures - 1)) is var delay && delay < LongestDelay ? delay : LongestDelay;
}
