using System.Diagnostics;
using Actors.Bench.Figures;
using Actors.Bench.Machines;

namespace Actors.Bench.Loads;

/// <summary>
/// Publishes at a fixed rate, whatever the broker does. All latencies count from when a message was to be sent: one that
/// is late because an earlier one held things up does not look fast.
/// </summary>
internal sealed class OpenLoop
{
    private readonly int _messages;
    private readonly long _interval;
    private readonly TaskCompletionSource _confirmed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Lock _gate = new();

    /// <summary>Plans a load.</summary>
    /// <param name="rate">Messages per second.</param>
    /// <param name="duration">For how long.</param>
    public OpenLoop(int rate, TimeSpan duration)
    {
        _messages = (int)(rate * duration.TotalSeconds);
        _interval = Stopwatch.Frequency / rate;
        (Confirms, Deliveries, Lateness) = (new Percentiles(_messages), new Percentiles(_messages), new Percentiles(_messages));
    }

    /// <summary>Until the publisher had the confirm.</summary>
    public Percentiles Confirms { get; }

    /// <summary>Until the consumer had the message.</summary>
    public Percentiles Deliveries { get; }

    /// <summary>Until the generator called the broker; its own part in all other latencies.</summary>
    public Percentiles Lateness { get; }

    /// <summary>Runs the load.</summary>
    /// <param name="publisher">The publisher's connection.</param>
    /// <param name="consumer">The consumer's connection.</param>
    /// <param name="queue">An empty queue.</param>
    /// <param name="bodyBytes">Size of each body.</param>
    public async Task RunAsync(IBroker publisher, IBroker consumer, string queue, int bodyBytes)
    {
        var sink = new LatencySink(consumer, queue, bodyBytes, this);
        await using var attached = await consumer.AttachAsync(queue, ConsumerOptions.Default, sink);
        var sender = new Thread(() => Send(publisher, queue, new Payload(0, bodyBytes))) { IsBackground = true };
        sender.Start();
        try
        {
            await Task.WhenAll(_confirmed.Task, sink.Delivered).WaitAsync(TimeSpan.FromSeconds(30) + (_messages * _interval / (double)Stopwatch.Frequency * TimeSpan.FromSeconds(1)));
        }
        catch (TimeoutException)
        {
            throw new BenchFailure($"{Confirms.Count} of {_messages} messages were confirmed and {Deliveries.Count} delivered in time.");
        }
    }

    // Sleeping until the next message is due leaves both processors to the broker; spinning would take one away.
    private void Send(IBroker broker, string queue, Payload payload)
    {
        Native.WakePrecisely();
        var start = Stopwatch.GetTimestamp() + Stopwatch.Frequency / 100;
        for (var sequence = 0; sequence < _messages; sequence++)
        {
            var due = start + (sequence * _interval);
            if (due > Stopwatch.GetTimestamp())
            {
                Native.SleepUntil(due);
            }

            Lateness.Add(Stopwatch.GetTimestamp() - due);
            payload.Stamp(sequence, due);
            _ = ConfirmAsync(broker.PublishAsync(queue, payload.Message), due);
        }
    }

    private async Task ConfirmAsync(ValueTask<long> publish, long due)
    {
        try
        {
            await publish;
            lock (_gate)
            {
                Confirms.Add(Stopwatch.GetTimestamp() - due);
                if (Confirms.Count == _messages)
                {
                    _confirmed.SetResult();
                }
            }
        }
        catch (BrokerException refused)
        {
            _confirmed.TrySetException(refused);
        }
    }

    private sealed class LatencySink(IBroker broker, string queue, int bodyBytes, OpenLoop loop) : IDeliverySink
    {
        private readonly TaskCompletionSource _delivered = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task Delivered => _delivered.Task;

        public void Deliver(in DeliveryRun run)
        {
            var now = Stopwatch.GetTimestamp();
            for (var rest = run.Messages; !rest.IsEmpty;)
            {
                var bytes = EncodedMessage.OffsetOf(rest, 1);
                loop.Deliveries.Add(now - Payload.IntendedAtOf(rest[(bytes - bodyBytes)..bytes]));
                rest = rest[bytes..];
            }

            var ack = new Settlement(run.Leases, SettleVerb.Ack);
            broker.Settle(queue, new ReadOnlySpan<Settlement>(in ack));
            if (loop.Deliveries.Count == loop._messages)
            {
                _delivered.TrySetResult();
            }
        }

        public void Closed(BrokerException? reason)
        {
            if (reason is not null)
            {
                _delivered.TrySetException(reason);
            }
        }
    }
}
