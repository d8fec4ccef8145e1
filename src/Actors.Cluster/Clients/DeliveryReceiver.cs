using System.Collections.Concurrent;
using Actors.Cluster.Deliveries;
using Actors.Cluster.Wire;

namespace Actors.Cluster.Clients;

/// <summary>Takes the parcels of all silos and hands what is in them to this broker instance's consumers.</summary>
internal sealed class DeliveryReceiver : IDeliveryObserver, IDisposable
{
    // A silo that gives no sign of life for so long has gone, or is about to be declared dead: its consumers look for their
    // queues again. Attaching is safe whether the queue has moved or not.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Period = TimeSpan.FromMilliseconds(500);

    private readonly ConcurrentDictionary<long, ClusterConsumer> _consumers = new();
    private readonly ConcurrentDictionary<Guid, PipeEnd> _pipes = new();
    private readonly ITimer _watch;
    private long _lastAttachment;

    public DeliveryReceiver(TimeProvider clock) => _watch = clock.CreateTimer(_ => Watch(), null, Period, Period);

    /// <summary>Names this broker instance.</summary>
    public Guid Broker { get; } = Guid.NewGuid();

    /// <summary>Numbers an attachment and has its deliveries handed to the consumer from now on.</summary>
    public long Register(ClusterConsumer consumer)
    {
        var attachment = Interlocked.Increment(ref _lastAttachment);
        _consumers[attachment] = consumer;
        return attachment;
    }

    public void Unregister(long attachment) => _consumers.TryRemove(attachment, out _);

    /// <summary>A consumer was attached through a pipe: from now on the silo behind it is watched.</summary>
    public void Attached(Guid pipe) => _pipes.GetOrAdd(pipe, static _ => new PipeEnd());

    public Task DeliverAsync(Parcel parcel)
    {
        var end = _pipes.GetOrAdd(parcel.Pipe, static _ => new PipeEnd());
        if (!end.Take(parcel.Sequence))
        {
            Lost(parcel.Pipe);
            return Task.CompletedTask;
        }

        ReadOnlySpan<byte> messages = parcel.Messages;
        foreach (ref readonly var item in parcel.Items.AsSpan())
        {
            if (_consumers.TryGetValue(item.Attachment, out var consumer))
            {
                Hand(consumer, item, messages[..item.Bytes]);
            }

            messages = messages[item.Bytes..];
        }

        return Task.CompletedTask;
    }

    public Task<bool> PingAsync(Guid pipe, long sequence)
    {
        var end = _pipes.GetOrAdd(pipe, static _ => new PipeEnd());
        if (end.Heard(sequence))
        {
            return Task.FromResult(true);
        }

        // The pipe is useless from here on: its consumers attach again, through another.
        Lost(pipe);
        return Task.FromResult(false);
    }

    public void Dispose() => _watch.Dispose();

    private static void Hand(ClusterConsumer consumer, in ParcelItem item, ReadOnlySpan<byte> messages)
    {
        if (item.Leases.Count > 0)
        {
            consumer.Deliver(item.Attachment, new DeliveryRun(item.Leases, item.PublishedAt, messages));
        }
        else
        {
            consumer.Ended(item.Attachment, item.EndCode == ErrorCode.None ? null : new BrokerException(item.EndCode, item.EndText ?? ""));
        }
    }

    private void Watch()
    {
        foreach (var (pipe, end) in _pipes)
        {
            if (end.IsSilentFor(Patience))
            {
                Lost(pipe);
            }
        }
    }

    private void Lost(Guid pipe)
    {
        _pipes.TryRemove(pipe, out _);
        foreach (var consumer in _consumers.Values)
        {
            consumer.PipeLost(pipe);
        }
    }
}
