namespace Actors;

/// <summary>One redrive under way: receives under lease, publishes, and acks what is stored.</summary>
internal sealed class Redrive(IBroker broker, string source, RedriveOptions options)
{
    private const int LargestBatch = 256;

    // A batch a tenth of a second keeps slow redrives even.
    private const int BatchesPerSecond = 10;

    private static readonly TimeSpan Lease = TimeSpan.FromMinutes(2);

    private readonly List<LeaseRun> _kept = [];
    private readonly DateTimeOffset _begun = options.Clock.GetUtcNow();
    private DateTimeOffset _extended = options.Clock.GetUtcNow();
    private RedriveProgress _progress;

    public async ValueTask<RedriveProgress> RunAsync(CancellationToken cancellationToken)
    {
        try
        {
            var found = await broker.DescribeAsync(source, cancellationToken).ConfigureAwait(false);
            _progress = new RedriveProgress(0, 0, found.Ready);
            while (Wanted() is > 0 and var wanted)
            {
                var deliveries = await broker.ReceiveAsync(source, new ReceiveOptions { MaxMessages = wanted, LeaseTimeout = Lease }, cancellationToken).ConfigureAwait(false);
                if (deliveries.Count == 0)
                {
                    break;
                }

                await MoveAsync(deliveries).ConfigureAwait(false);
                options.Progress?.Report(_progress);
                await ExtendKeptAsync(cancellationToken).ConfigureAwait(false);
                await PaceAsync(cancellationToken).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // Asked for: what was moved is moved, the rest is where it was.
        }
        finally
        {
            await ReleaseAsync(_kept).ConfigureAwait(false);
        }

        return _progress;
    }

    private int Wanted()
    {
        var left = Math.Min(_progress.Total - _progress.Moved - _progress.Kept, (options.MaxMessages ?? long.MaxValue) - _progress.Moved);
        var batch = options.MessagesPerSecond is { } rate ? (long)Math.Ceiling(rate / BatchesPerSecond) : LargestBatch;
        return (int)Math.Clamp(left, 0, Math.Min(batch, LargestBatch));
    }

    // Carried through once it has begun: a batch is small.
    private async Task MoveAsync(IReadOnlyList<Delivery> deliveries)
    {
        var moving = new List<(LeaseRun Lease, Task Stored)>();
        Exception? failure = null;
        foreach (var delivery in deliveries)
        {
            try
            {
                if (failure is not null || options.Select?.Invoke(delivery.Message) == false)
                {
                    _kept.Add(delivery.Lease);
                    _progress = _progress with { Kept = _progress.Kept + (failure is null ? 1 : 0) };
                    continue;
                }

                moving.Add((delivery.Lease, PublishAsync(delivery.Message)));
            }
            catch (Exception error)
            {
                // The caller's own code failed over this message: it stays, and those before it are moved in good order.
                failure = error;
                _kept.Add(delivery.Lease);
            }
        }

        await SettleAsync(moving, failure).ConfigureAwait(false);
    }

    private async Task SettleAsync(List<(LeaseRun Lease, Task Stored)> moving, Exception? failure)
    {
        var stored = new List<Settlement>();
        foreach (var (lease, task) in moving)
        {
            try
            {
                await task.ConfigureAwait(false);
                stored.Add(new Settlement(lease, SettleVerb.Ack));
            }
            catch (Exception error)
            {
                failure ??= error;
                _kept.Add(lease);
            }
        }

        if (stored.Count > 0)
        {
            await broker.SettleAsync(source, stored.ToArray()).ConfigureAwait(false);
            _progress = _progress with { Moved = _progress.Moved + stored.Count };
        }

        if (failure is not null)
        {
            System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(failure);
        }
    }

    private Task PublishAsync(Message message)
    {
        var target = options.Target ?? Origin(message);
        var clean = new Message(message) { Headers = [.. message.Headers.Where(header => !DeadLetterHeaders.Names.Contains(header.Key))] };
        return broker.PublishAsync(target, options.Edit?.Invoke(clean) ?? clean).AsTask();
    }

    private string Origin(Message message)
    {
        var origin = message.Headers.TryGet(DeadLetterHeaders.Source, out var value) && value.Kind == HeaderKind.String ? value.AsString() : null;
        return origin is not null && EntityName.Split(origin).Subscription is null
            ? origin
            : throw new BrokerException(
                ErrorCode.InvalidArgument,
                $"A message in '{source}' came from {(origin is null ? "nowhere that is known" : $"the subscription '{origin}'")}; name a {nameof(RedriveOptions.Target)} for it, or select only others.");
    }

    private async Task ExtendKeptAsync(CancellationToken cancellationToken)
    {
        var now = options.Clock.GetUtcNow();
        if (now - _extended < Lease / 3)
        {
            return;
        }

        _extended = now;
        foreach (var leases in _kept.Chunk(Limits.BatchCount))
        {
            await broker.ExtendAsync(source, leases, Lease, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task PaceAsync(CancellationToken cancellationToken)
    {
        if (options.MessagesPerSecond is not { } rate || Wanted() == 0)
        {
            return;
        }

        var next = _begun + TimeSpan.FromSeconds(_progress.Moved / rate);
        while (next - options.Clock.GetUtcNow() is { Ticks: > 0 } wait)
        {
            // Not longer than leases can wait to be extended.
            await Task.Delay(wait < Lease / 4 ? wait : Lease / 4, options.Clock, cancellationToken).ConfigureAwait(false);
            await ExtendKeptAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task ReleaseAsync(List<LeaseRun> leases)
    {
        foreach (var part in leases.Chunk(Limits.BatchCount))
        {
            await broker.SettleAsync(source, part.Select(lease => new Settlement(lease, SettleVerb.Release)).ToArray()).ConfigureAwait(false);
        }
    }
}
