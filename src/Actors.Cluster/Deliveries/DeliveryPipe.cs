using System.Buffers;
using System.Collections.Concurrent;
using Actors.Cluster.Wire;
using Actors.Runtime.Consumers;

namespace Actors.Cluster.Deliveries;

/// <summary>
/// What one silo sends to one broker instance: everything that piles up while a parcel is handed over shares the next one.
/// Parcels are numbered, so that a lost one is noticed; how much can be under way is bounded by the consumers' prefetch.
/// </summary>
internal sealed class DeliveryPipe(Guid broker, SiloAddress? silo, IDeliveryObserver observer, Action<DeliveryPipe> dead) : IThreadPoolWorkItem
{
    // A parcel much larger holds up what is behind it.
    private const int ParcelBytes = 512 * 1024;

    // A broker instance that does not answer for so long has gone, and what its consumers held comes back; sooner when the
    // cluster itself says that it is not there, twice in a row.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(8);

    private readonly Lock _lock = new();
    private readonly ConcurrentDictionary<long, AttachedConsumer> _consumers = new();
    private List<ParcelItem> _items = [];
    private ArrayBufferWriter<byte> _messages = new(1024);
    private long _sequence;
    private bool _isScheduled;
    private bool _isDead;
    private bool _isPinging;
    private bool _wasMissing;
    private long _heardAt = Environment.TickCount64;

    /// <summary>Names the pipe, for the broker instance at its end.</summary>
    public Guid Id { get; } = Guid.NewGuid();

    /// <summary>The broker instance.</summary>
    public Guid Broker => broker;

    /// <summary>The silo the broker instance lives in; null outside of silos.</summary>
    public SiloAddress? Silo => silo;

    public bool IsDead => Volatile.Read(ref _isDead);

    public void Add(long attachment, AttachedConsumer consumer) => _consumers[attachment] = consumer;

    public void Remove(long attachment) => _consumers.TryRemove(attachment, out _);

    /// <summary>Sends messages; they are copied.</summary>
    public void Put(long attachment, in DeliveryRun run)
    {
        lock (_lock)
        {
            _messages.Write(run.Messages);
            Put(new ParcelItem(attachment, run.Leases, run.PublishedAt, run.Messages.Length, ErrorCode.None, EndText: null));
        }
    }

    /// <summary>Sends the end of an attachment, behind everything it was delivered.</summary>
    public void PutEnd(long attachment, BrokerException? reason)
    {
        lock (_lock)
        {
            Put(new ParcelItem(attachment, default, default, 0, reason?.Code ?? ErrorCode.None, reason?.Message));
        }
    }

    /// <summary>Makes sure that the other end is alive, and that it has got everything.</summary>
    public async Task PingAsync()
    {
        long sequence;
        lock (_lock)
        {
            if (_isPinging || _isDead)
            {
                return;
            }

            _isPinging = true;
            sequence = _sequence;
        }

        try
        {
            if (await observer.PingAsync(Id, sequence).WaitAsync(Patience).ConfigureAwait(false))
            {
                _heardAt = Environment.TickCount64;
                _wasMissing = false;
            }
            else
            {
                Die();
            }
        }
        catch (Exception error)
        {
            var isMissing = error is ClientNotAvailableException or SiloUnavailableException;
            if ((isMissing && _wasMissing) || Environment.TickCount64 - _heardAt > Patience.TotalMilliseconds)
            {
                Die();
            }

            _wasMissing = isMissing;
        }

        lock (_lock)
        {
            _isPinging = false;
        }
    }

    void IThreadPoolWorkItem.Execute()
    {
        while (Take() is { } parcel)
        {
            try
            {
                // One way: nothing but handing it over can fail, and what is lost on the way shows as a gap.
                _ = observer.DeliverAsync(parcel);
            }
            catch (Exception)
            {
                Die();
            }
        }
    }

    private void Put(in ParcelItem item)
    {
        if (_isDead)
        {
            return;
        }

        _items.Add(item);
        if (!_isScheduled)
        {
            _isScheduled = true;
            ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
        }
    }

    private Parcel? Take()
    {
        lock (_lock)
        {
            if (_items.Count == 0 || _isDead)
            {
                _isScheduled = false;
                return null;
            }

            var parcel = new Parcel(Id, ++_sequence, [.. _items], _messages.WrittenSpan.ToArray());
            _items.Clear();
            if (_messages.Capacity > ParcelBytes)
            {
                (_items, _messages) = ([], new ArrayBufferWriter<byte>(1024));
            }
            else
            {
                _messages.ResetWrittenCount();
            }

            return parcel;
        }
    }

    /// <summary>Nobody is at the other end any more: what its consumers held comes back.</summary>
    public void Die()
    {
        lock (_lock)
        {
            if (_isDead)
            {
                return;
            }

            _isDead = true;
            _items.Clear();
        }

        dead(this);
        foreach (var consumer in _consumers.Values)
        {
            consumer.Abandon();
        }
    }
}
