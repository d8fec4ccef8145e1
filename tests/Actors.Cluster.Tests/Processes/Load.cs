using System.Diagnostics;

namespace Actors.Cluster.Tests.Processes;

/// <summary>One queue with a publisher and a consumer on connections of their own, both knowing all silos.</summary>
internal sealed class Load : IAsyncDisposable
{
    private const int Outstanding = 32;

    private readonly CancellationTokenSource _stopPublishing = new();
    private readonly CancellationTokenSource _stopConsuming = new();
    private readonly History _history;
    private readonly ActorsClient _publisher;
    private readonly ActorsClient _consumer;
    private readonly Task _publishing;
    private readonly Task _consuming;
    private readonly bool _checksOrder;
    private long _confirmedAt = Stopwatch.GetTimestamp();
    private long _deliveredAt = Stopwatch.GetTimestamp();

    private Load(string queue, History history, ActorsClient publisher, ActorsClient consumer, bool checksOrder)
    {
        (Queue, _history, _publisher, _consumer, _checksOrder) = (queue, history, publisher, consumer, checksOrder);
        _publishing = Task.Run(PublishAsync);
        _consuming = Task.Run(ConsumeAsync);
    }

    public string Queue { get; }

    /// <summary>When the last publish sent since was confirmed.</summary>
    public long ConfirmedAt => Volatile.Read(ref _confirmedAt);

    public long DeliveredAt => Volatile.Read(ref _deliveredAt);

    public static async Task<Load> StartAsync(string queue, History history, string endpoints, bool checksOrder = false)
    {
        var publisher = await ConnectAsync(endpoints);
        var consumer = await ConnectAsync(endpoints);
        await publisher.DeclareAsync(new QueueDefinition(queue) { DeliveryLimit = 0, LeaseTimeout = TimeSpan.FromSeconds(10) });
        return new Load(queue, history, publisher, consumer, checksOrder);
    }

    /// <summary>Stops publishing; the consumer goes on.</summary>
    public async Task StopPublishingAsync()
    {
        _stopPublishing.Cancel();
        await _publishing.WaitAsync(TimeSpan.FromSeconds(90));
    }

    public async ValueTask DisposeAsync()
    {
        _stopPublishing.Cancel();
        _stopConsuming.Cancel();
        await Task.WhenAll(_publishing, _consuming).WaitAsync(TimeSpan.FromSeconds(90));
        await _publisher.DisposeAsync();
        await _consumer.DisposeAsync();
    }

    private static Task<ActorsClient> ConnectAsync(string endpoints)
    {
        var options = ActorsClientOptions.Parse($"actors://{endpoints}");
        options.LongestReconnectDelay = TimeSpan.FromMilliseconds(500);
        return ActorsClient.ConnectAsync(options);
    }

    private async Task PublishAsync()
    {
        var room = new SemaphoreSlim(Outstanding);
        var under = new List<Task>();
        while (!_stopPublishing.IsCancellationRequested)
        {
            await room.WaitAsync();
            under.RemoveAll(task => task.IsCompleted);
            under.Add(PublishOneAsync(room));
        }

        await Task.WhenAll(under);
    }

    private async Task PublishOneAsync(SemaphoreSlim room)
    {
        var message = _history.Sent();
        var sentAt = Stopwatch.GetTimestamp();
        try
        {
            await _publisher.PublishAsync(Queue, new Message(BitConverter.GetBytes(message)));
            _history.Confirm(message);
            Volatile.Write(ref _confirmedAt, sentAt);
        }
        catch (BrokerException error)
        {
            _history.Fail(error);
        }
        finally
        {
            room.Release();
        }
    }

    private async Task ConsumeAsync()
    {
        var latest = 0L;
        await foreach (var delivery in _consumer.ConsumeAsync(Queue, cancellationToken: _stopConsuming.Token))
        {
            var message = BitConverter.ToInt64(delivery.Body.Span);
            _history.Deliver(message);
            Volatile.Write(ref _deliveredAt, Stopwatch.GetTimestamp());
            if (_checksOrder && delivery.Attempt == 1)
            {
                // What was delivered and lost on the way comes again and later, and says so; first deliveries keep the order.
                if (message < latest)
                {
                    _history.Violate($"message {message} of {Queue} was first delivered after {latest}");
                }

                latest = message;
            }

            _ = AckAsync(delivery, message);
        }
    }

    private async Task AckAsync(Delivery delivery, long message)
    {
        try
        {
            await delivery.AckAsync();
            _history.Ack(message);
        }
        catch (BrokerException)
        {
            // Lost with a silo: the message comes again.
        }
    }
}
