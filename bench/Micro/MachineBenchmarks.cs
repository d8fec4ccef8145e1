using Actors.Core.Logs;
using Actors.Core.Steps;
using Actors.Core.Subscriptions;
using BenchmarkDotNet.Attributes;

namespace Actors.Bench.Micro;

/// <summary>What the state machine of a queue costs a message, from publish to ack, with nothing around it.</summary>
public class MachineBenchmarks
{
    private const int Count = 1_000;
    private const int MessageBytes = 134;

    private readonly LogMachine _machine = new();
    private readonly Step _step = new();
    private readonly List<LeaseRun> _stale = [];
    private long _now = DateTime.UnixEpoch.Ticks;

    /// <summary>How many messages each publish and each settlement has.</summary>
    [Params(1, 100)]
    public int Batch { get; set; }

    /// <summary>Makes a queue with a consumer.</summary>
    [GlobalSetup]
    public void Prepare()
    {
        _machine.Subscribe(0, "", SubscriptionPolicy.Of(new QueueDefinition("queue-0"), "queue-0"), _step);
        _machine.Attach(0, consumer: 1, new ConsumerOptions { Prefetch = Limits.Prefetch });
        _step.Clear();
    }

    /// <summary>Publish, deliver, ack; time and memory for each message.</summary>
    [Benchmark(OperationsPerInvoke = Count)]
    public int PublishDeliverAck()
    {
        for (var done = 0; done < Count; done += Batch)
        {
            _now++;
            var first = _machine.Publish(Batch, (long)Batch * MessageBytes, _step);
            _machine.Dispatch(_now, _step);
            _step.Clear();
            _machine.Settle(0, new Settlement(new LeaseRun(0, 0, first, Batch, 1), SettleVerb.Ack), _now, _step, _stale);
            _step.Clear();
        }

        return _stale.Count == 0 ? Count : throw new BenchFailure($"{_stale.Count} acks were stale.");
    }
}
