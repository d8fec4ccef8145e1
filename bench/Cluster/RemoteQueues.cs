using Actors.Bench.Brokers;
using Actors.Bench.Loads;
using Actors.Bench.Scenarios;

namespace Actors.Bench.Cluster;

/// <summary>Finds queues that live on another silo than the one that clients are connected to, by who does the work.</summary>
internal static class RemoteQueues
{
    private const int BodyBytes = 128;
    private const double ShareOfWork = 0.3;

    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(300);

    /// <summary>Finds some.</summary>
    /// <param name="run">The measurement.</param>
    /// <param name="near">The silo that clients connect to.</param>
    /// <param name="far">The silo that has to have the queues.</param>
    /// <param name="candidates">How many queues there are to choose from.</param>
    /// <param name="count">How many are wanted.</param>
    /// <exception cref="BenchFailure">There are not so many.</exception>
    public static async Task<string[]> FindAsync(Repetition run, BrokerProcess near, BrokerProcess far, int candidates, int count)
    {
        var found = new List<string>();
        for (var number = 0; number < candidates && found.Count < count; number++)
        {
            var queue = Queues.Name(number);
            run.Tell($"looking where {queue} lives");
            var (nearBefore, farBefore) = (near.Usage.Cpu, far.Usage.Cpu);
            await Flow.RunAsync(near, new FlowPlan([queue], [queue], BodyBytes, Style.Batched, Look));
            var (nearSpent, farSpent) = (near.Usage.Cpu - nearBefore, far.Usage.Cpu - farBefore);
            if (farSpent > ShareOfWork * (nearSpent + farSpent))
            {
                found.Add(queue);
            }
        }

        return found.Count == count ? [.. found] : throw new BenchFailure($"Only {found.Count} of {candidates} queues live on the other silo; {count} are wanted.");
    }
}
