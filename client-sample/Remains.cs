using Actors.Sample.Bookkeeping;

namespace Actors.Sample;

/// <summary>Looks at what the broker itself says is left, before a run and after it.</summary>
internal static class Remains
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    /// <summary>Messages of a source that are not settled.</summary>
    public static async Task<long> CountAsync(IBroker broker, string source, CancellationToken stop)
    {
        var description = await broker.DescribeAsync(source, stop);
        return description.Ready + description.Leased + description.Delayed;
    }

    /// <summary>Consumers that are there before this run has any belong to another run. The two would take each other's messages and call them lost.</summary>
    public static async Task RefuseCompanyAsync(IBroker broker, IJob job, CancellationToken stop)
    {
        foreach (var source in job.Sources)
        {
            var consumers = (await broker.DescribeAsync(source, stop)).Consumers;
            if (consumers > 0)
            {
                throw new SampleException($"Somebody else consumes {source} ({consumers} consumers): another run of the sample? One at a time on a broker.");
            }
        }
    }

    /// <summary>Waits until as many consumers are attached as were started.</summary>
    public static async Task WaitForConsumersAsync(IBroker broker, string source, int count, CancellationToken stop)
    {
        var until = DateTime.UtcNow + Patience;
        while ((await broker.DescribeAsync(source, stop)).Consumers < count)
        {
            if (DateTime.UtcNow > until)
            {
                throw new SampleException($"Not all of the {count} consumers of {source} were attached within {Patience.TotalSeconds:N0} seconds.");
            }

            await Task.Delay(Pause, stop);
        }
    }

    /// <summary>Waits until the broker has nothing left for a job. What came twice, or is acked and not yet told, is on its way still.</summary>
    public static async Task WaitUntilEmptyAsync(IBroker broker, IJob job, CancellationToken stop)
    {
        var until = DateTime.UtcNow + Patience;
        while (DateTime.UtcNow < until && (await LeftAsync(broker, job.Sources, stop)).Count > 0)
        {
            await Task.Delay(Pause, stop);
        }
    }

    /// <summary>Nothing may be left at the end of a run.</summary>
    public static async Task<Check> CheckAsync(IBroker broker, IEnumerable<IJob> jobs, CancellationToken stop)
    {
        var left = await LeftAsync(broker, jobs.SelectMany(job => job.Sources), stop);
        return new Check($"the broker has nothing left{(left.Count > 0 ? $"; it has {string.Join(", ", left)}" : "")}", left.Count == 0);
    }

    private static async Task<IReadOnlyList<string>> LeftAsync(IBroker broker, IEnumerable<string> sources, CancellationToken stop)
    {
        var left = new List<string>();
        foreach (var source in sources)
        {
            var count = await CountAsync(broker, source, stop);
            if (count > 0)
            {
                left.Add($"{count:N0} in {source}");
            }
        }

        return left;
    }
}
