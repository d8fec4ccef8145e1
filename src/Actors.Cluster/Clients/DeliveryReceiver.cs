using System.Collections.Concurrent;
using Actors.Cluster.Deliveries;
using Actors.Cluster.Wire;

namespace Actors.Cluster.Clients;

/// <summary>Takes the parcels of all silos and hands what is in them to this broker instance's consumers.</summary>
internal sealed class DeliveryReceiver : IDeliveryObserver, IDisposable
{
    // Inside the cluster, membership tells soonest that a silo is gone. Elsewhere, and when a pipe alone is broken, silence
    // does: then the consumers look for their queues again, which is safe whether those have moved or not.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(4);
    private static readonly TimeSpan Period = TimeSpan.FromMilliseconds(250);

    // By then the silo has given the pipe up, too: it misses the signs of life.
    private static readonly TimeSpan Remembered = TimeSpan.FromMinutes(1);

    private readonly Func<SiloAddress, bool> _isDead;

    private readonly ConcurrentDictionary<long, ClusterConsumer> _consumers = new();
    private readonly ConcurrentDictionary<Guid, PipeEnd> _pipes = new();
    private readonly ConcurrentDictionary<Guid, long> _lost = new();
    private readonly Timer _watch;
    private long _lastAttachment;
    private long _watchedAt = Environment.TickCount64;

    /// <param name="isDead">Whether a silo is known to be dead.</param>
    public DeliveryReceiver(Func<SiloAddress, bool> isDead)
    {
        _isDead = isDead;
        _watch = new Timer(_ => Watch(), null, Period, Period);
    }

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
    /// <returns>Whether it is of any use: a pipe that was given up is not.</returns>
    public bool Attached(AttachReceipt receipt)
    {
        if (_lost.ContainsKey(receipt.Pipe))
        {
            return false;
        }

        _pipes.GetOrAdd(receipt.Pipe, static _ => new PipeEnd()).Attached(receipt.Silo);
        return true;
    }

    public Task DeliverAsync(Parcel parcel)
    {
        if (!_lost.ContainsKey(parcel.Pipe))
        {
            _pipes.GetOrAdd(parcel.Pipe, static _ => new PipeEnd()).Take(parcel, Unpack);
        }

        return Task.CompletedTask;
    }

    public Task<bool> PingAsync(Guid pipe, long sequence)
    {
        // A pipe that was given up stays useless: its consumers attach again, through another.
        if (_lost.ContainsKey(pipe))
        {
            return Task.FromResult(false);
        }

        _pipes.GetOrAdd(pipe, static _ => new PipeEnd()).Heard(sequence);
        return Task.FromResult(true);
    }

    public void Dispose() => _watch.Dispose();

    private void Unpack(Parcel parcel)
    {
        ReadOnlySpan<byte> messages = parcel.Messages;
        foreach (ref readonly var item in parcel.Items.AsSpan())
        {
            if (_consumers.TryGetValue(item.Attachment, out var consumer))
            {
                Hand(consumer, item, messages[..item.Bytes]);
            }

            messages = messages[item.Bytes..];
        }
    }

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
        var late = Environment.TickCount64 - Interlocked.Exchange(ref _watchedAt, Environment.TickCount64) > 4 * Period.TotalMilliseconds;
        foreach (var pipe in _lost.Where(lost => Environment.TickCount64 - lost.Value > Remembered.TotalMilliseconds).Select(lost => lost.Key))
        {
            _lost.TryRemove(pipe, out _);
        }

        foreach (var (pipe, end) in _pipes)
        {
            if (late)
            {
                end.Excuse();
            }

            if (end.IsLost(Patience) || (end.Silo is { } silo && _isDead(silo)))
            {
                Lost(pipe);
            }
        }
    }

    private void Lost(Guid pipe)
    {
        _lost[pipe] = Environment.TickCount64;
        _pipes.TryRemove(pipe, out _);
        foreach (var consumer in _consumers.Values)
        {
            consumer.PipeLost(pipe);
        }
    }
}
