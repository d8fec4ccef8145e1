using System.Diagnostics;
using Actors.Bench.Brokers;
using Actors.Bench.Machines;

namespace Actors.Bench.Loads;

/// <summary>Time, on the clock and on processors, that something took.</summary>
/// <param name="Elapsed">On the clock.</param>
/// <param name="Broker">Processor time of the broker's process; of broker and generator where they share one.</param>
/// <param name="Generator">Processor time of the generator's process; null where it is the broker's.</param>
/// <param name="Others">Processor time of everything else on the machine, which spoils the figures.</param>
internal readonly record struct Spending(TimeSpan Elapsed, TimeSpan Broker, TimeSpan? Generator, TimeSpan Others)
{
    /// <summary>Begins to count.</summary>
    /// <param name="broker">The broker that is going to work.</param>
    /// <returns>What tells, as often as it is asked, what was spent since.</returns>
    public static Func<Spending> Begin(ITestedBroker broker)
    {
        var brokerAtStart = broker.Usage.Cpu;
        var generatorAtStart = ProcessUsage.Of(Environment.ProcessId).Cpu;
        var machineAtStart = MachineUsage.Busy();
        var start = Stopwatch.GetTimestamp();
        return () =>
        {
            var elapsed = Stopwatch.GetElapsedTime(start);
            var brokerCpu = broker.Usage.Cpu - brokerAtStart;
            var generatorCpu = ProcessUsage.Of(Environment.ProcessId).Cpu - generatorAtStart;
            var both = broker.IsSeparate ? brokerCpu + generatorCpu : generatorCpu;
            var others = MachineUsage.Busy() - machineAtStart - both;
            return new Spending(elapsed, brokerCpu, broker.IsSeparate ? generatorCpu : null, others > TimeSpan.Zero ? others : TimeSpan.Zero);
        };
    }
}
