using System.Collections.Concurrent;
using System.Threading.Channels;

namespace Actors.Contract;

/// <summary>Counts over all consumers of a test how many messages of each key are held at a time, and in which order they come.</summary>
public sealed class KeyWatch
{
    private readonly ConcurrentDictionary<string, int> _held = new();
    private readonly ConcurrentDictionary<string, int> _most = new();
    private readonly ConcurrentDictionary<string, ConcurrentQueue<string>> _seen = new();

    /// <summary>The most messages that any key had held at a time.</summary>
    public int Most => _most.IsEmpty ? 0 : _most.Values.Max();

    /// <summary>The texts of a key's messages in the order they were worked on.</summary>
    /// <param name="key">The key.</param>
    public IReadOnlyCollection<string> Of(string key) => _seen.TryGetValue(key, out var texts) ? texts : [];

    /// <summary>Attaches a consumer that acks whatever it gets, from a task of its own.</summary>
    /// <param name="broker">The broker.</param>
    /// <param name="source">What to consume.</param>
    /// <param name="prefetch">Its prefetch.</param>
    /// <param name="done">Told of every message that is acked.</param>
    /// <returns>The consumer; it must be disposed.</returns>
    public async Task<IAsyncDisposable> WorkAsync(IBroker broker, string source, int prefetch, Action<Delivery> done)
    {
        var worker = new Worker(this, broker, source, done);
        worker.Consumer = await broker.AttachAsync(source, new ConsumerOptions { Prefetch = prefetch }, worker).AsTask().Within($"a worker of '{source}'");
        return worker;
    }

    private void Arrived(string key)
    {
        var held = _held.AddOrUpdate(key, 1, static (_, count) => count + 1);
        _most.AddOrUpdate(key, held, (_, most) => Math.Max(most, held));
    }

    private void Leaves(string key, string text)
    {
        _seen.GetOrAdd(key, static _ => new ConcurrentQueue<string>()).Enqueue(text);
        _held.AddOrUpdate(key, 0, static (_, count) => count - 1);
    }

    private sealed class Worker : IDeliverySink, IAsyncDisposable
    {
        private readonly Channel<Delivery> _deliveries = Channel.CreateUnbounded<Delivery>();
        private readonly KeyWatch _watch;
        private readonly IBroker _broker;
        private readonly string _source;
        private readonly Action<Delivery> _done;
        private readonly Task _work;

        public Worker(KeyWatch watch, IBroker broker, string source, Action<Delivery> done)
        {
            (_watch, _broker, _source, _done) = (watch, broker, source, done);
            _work = WorkAsync();
        }

        public IConsumer Consumer { get; set; } = null!;

        public void Deliver(in DeliveryRun run)
        {
            ReadOnlyMemory<byte> rest = run.Messages.ToArray();
            for (var i = 0; i < run.Leases.Count; i++)
            {
                var lease = run.Leases with { FirstOffset = run.Leases.FirstOffset + i, Count = 1 };
                var delivery = new Delivery(_broker, _source, lease, run.PublishedAt, EncodedMessage.Take(ref rest));
                _watch.Arrived(delivery.Message.Key ?? "");
                _deliveries.Writer.TryWrite(delivery);
            }
        }

        public void Closed(BrokerException? reason) => _deliveries.Writer.TryComplete();

        public async ValueTask DisposeAsync()
        {
            await Consumer.DisposeAsync().AsTask().Within($"a worker of '{_source}' to leave");
            _deliveries.Writer.TryComplete();
            await _work.Within($"a worker of '{_source}' to finish");
        }

        private async Task WorkAsync()
        {
            await foreach (var delivery in _deliveries.Reader.ReadAllAsync())
            {
                // It is over before the broker is told, so a message that comes too soon is never counted as in time.
                _watch.Leaves(delivery.Message.Key ?? "", delivery.Message.Text);
                delivery.Ack();
                _done(delivery);
            }
        }
    }
}
