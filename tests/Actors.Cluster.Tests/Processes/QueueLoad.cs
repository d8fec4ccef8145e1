using System.Collections.Concurrent;
using System.Diagnostics;
using Actors.Histories;

namespace Actors.Cluster.Tests.Processes;

/// <summary>One queue under load: a publisher and a consumer on connections of their own, both knowing all silos.</summary>
internal sealed class QueueLoad : IAsyncDisposable
{
    private const int Outstanding = 32;
    private const int LargestBody = 300;

    // Steady rather than as much as goes: the faults are to meet work under way, not a machine out of breath.
    private const int Burst = 4;
    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(8);

    private readonly CancellationTokenSource _stopPublishing = new();
    private readonly CancellationTokenSource _stopConsuming = new();
    private readonly ConcurrentQueue<BrokerException> _failed = new();
    private readonly SemaphoreSlim _room = new(Outstanding);
    private readonly History _history;
    private readonly Place _place;
    private readonly ActorsClient _publisher;
    private readonly ActorsClient _consumer;
    private readonly Random _random;
    private readonly Task _publishing;
    private readonly Task _consuming;
    private long _confirmedAt;
    private long _answeredAt = Stopwatch.GetTimestamp();
    private long _deliveredAt;
    private long _epoch;

    private QueueLoad(History history, Place place, ActorsClient publisher, ActorsClient consumer, int seed)
    {
        (_history, _place, _publisher, _consumer, _random) = (history, place, publisher, consumer, new Random(seed));
        _publishing = Task.Run(PublishAsync);
        _consuming = Task.Run(ConsumeAsync);
    }

    public string Queue => _place.Address;

    /// <summary>When the last confirmed publish was sent.</summary>
    public long ConfirmedAt => Volatile.Read(ref _confirmedAt);

    /// <summary>The longest time between two confirms.</summary>
    public TimeSpan LongestPause { get; private set; }

    /// <summary>When something came last.</summary>
    public long DeliveredAt => Volatile.Read(ref _deliveredAt);

    /// <summary>The publishes that were not confirmed.</summary>
    public IReadOnlyCollection<BrokerException> Failed => _failed;

    /// <param name="queue">Its name; it is declared.</param>
    /// <param name="history">Where everything is written down.</param>
    /// <param name="options">How to connect.</param>
    /// <param name="seed">Decides sizes and settlements.</param>
    public static async Task<QueueLoad> StartAsync(string queue, History history, Func<ActorsClientOptions> options, int seed)
    {
        var publisher = await ActorsClient.ConnectAsync(options());
        var consumer = await ActorsClient.ConnectAsync(options());
        var definition = new QueueDefinition(queue) { DeliveryLimit = 0, LeaseTimeout = TimeSpan.FromSeconds(10) };
        var place = history.Declaring(new Log(queue, isTopic: false), queue, definition);
        await publisher.DeclareAsync(definition);
        history.Declared(place);
        return new QueueLoad(history, place, publisher, consumer, seed);
    }

    /// <summary>Stops publishing, and has what is left consumed.</summary>
    public async Task DrainAsync()
    {
        await _stopPublishing.CancelAsync();
        await _publishing.Within($"the answers of the last publishes to {Queue}");
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(100));
        var since = Stopwatch.GetTimestamp();
        for (var left = await _publisher.DescribeAsync(Queue); left.Ready + left.Leased + left.Delayed > 0; left = await _publisher.DescribeAsync(Queue))
        {
            Assert.True(Stopwatch.GetElapsedTime(since) < Waiting.Patience, $"After {Waiting.Patience.TotalSeconds} seconds {Queue} was not consumed: {left.Ready} ready, {left.Leased} leased.");
            await timer.WaitForNextTickAsync();
        }

        await _stopConsuming.CancelAsync();
        await _consuming.Within($"the end of the consumer of {Queue}");
    }

    public async ValueTask DisposeAsync()
    {
        await _stopPublishing.CancelAsync();
        await _stopConsuming.CancelAsync();
        await Task.WhenAll(_publisher.DisposeAsync().AsTask(), _consumer.DisposeAsync().AsTask());
        await Task.WhenAll(_publishing, _consuming).Within($"the end of the load on {Queue}");
    }

    private async Task PublishAsync()
    {
        using var pace = new PeriodicTimer(Pace);
        while (!_stopPublishing.IsCancellationRequested)
        {
            await pace.WaitForNextTickAsync();
            for (var i = 0; i < Burst; i++)
            {
                await _room.WaitAsync();
                _ = PublishOneAsync();
            }
        }

        for (var i = 0; i < Outstanding; i++)
        {
            await _room.WaitAsync();
        }
    }

    private async Task PublishOneAsync()
    {
        var parcel = _history.Publishing(_place.Log, _random.Next(Histories.Parcel.LeastBytes, LargestBody));
        var sentAt = Stopwatch.GetTimestamp();
        try
        {
            var offset = await _publisher.PublishAsync(Queue, parcel.Write());
            _history.Answered([parcel], Fate.Confirmed, offset);
            Volatile.Write(ref _confirmedAt, sentAt);
            var pause = Stopwatch.GetElapsedTime(Interlocked.Exchange(ref _answeredAt, Stopwatch.GetTimestamp()));
            LongestPause = pause > LongestPause ? pause : LongestPause;
        }
        catch (BrokerException error) when (error.Code is ErrorCode.OutcomeUnknown or ErrorCode.Unavailable)
        {
            _history.Answered([parcel], error.Code == ErrorCode.OutcomeUnknown ? Fate.Unknown : Fate.Refused, 0);
            _failed.Enqueue(error);
        }
        catch (Exception error) when (!_stopPublishing.IsCancellationRequested)
        {
            _history.Blame($"a publish failed with something else than 'unknown' or 'not carried out': {error}");
        }
        finally
        {
            _room.Release();
        }
    }

    private async Task ConsumeAsync()
    {
        try
        {
            await foreach (var delivery in _consumer.ConsumeAsync(Queue, new ConsumerOptions { Prefetch = 100 }, _stopConsuming.Token))
            {
                _ = SettleAsync(delivery, Take(delivery));
            }
        }
        catch (Exception error) when (!_stopConsuming.IsCancellationRequested)
        {
            _history.Blame($"the consumer of {Queue} ended: {error}");
        }
    }

    private Grant Take(Delivery delivery)
    {
        // Real time passes here as it likes: leases are judged by their tokens alone.
        var grant = new Grant(_place, delivery.Lease, Histories.Parcel.Read(delivery.Body.Span) ?? -1, DateTimeOffset.MinValue);
        _history.Delivered(grant, delivery.Body.Span, DateTimeOffset.MaxValue, toldInOrder: true, () => false);
        if (grant.Epoch < _epoch)
        {
            _history.Blame($"a life that was over delivered, after epoch {_epoch}: {grant}");
        }

        _epoch = grant.Epoch;
        Volatile.Write(ref _deliveredAt, Stopwatch.GetTimestamp());
        return grant;
    }

    private async Task SettleAsync(Delivery delivery, Grant grant)
    {
        switch (_random.Next(20))
        {
            case 0:
                delivery.Release();
                return;
            case < 6:
                _history.Settling(grant, SettleVerb.Ack);
                delivery.Ack();
                return;
        }

        _history.Settling(grant, SettleVerb.Ack);
        try
        {
            await delivery.AckAsync();
            _history.Settled(grant, SettleVerb.Ack, DateTimeOffset.MinValue, TimeSpan.Zero);
        }
        catch (BrokerException error) when (error.Code is ErrorCode.StaleLease or ErrorCode.Unavailable)
        {
            _history.NotSettled(grant, SettleVerb.Ack, error.Code.ToString(), mustHold: false);
        }
        catch (Exception error) when (error is BrokerException { Code: ErrorCode.OutcomeUnknown } || _stopConsuming.IsCancellationRequested)
        {
            _history.Note($"whether the ack of {grant} was carried out is unknown");
        }
        catch (Exception error)
        {
            _history.Blame($"the ack of {grant} failed: {error}");
        }
    }
}
