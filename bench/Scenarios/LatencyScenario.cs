using Actors.Bench.Brokers;
using Actors.Bench.Figures;
using Actors.Bench.Loads;
using Actors.Bench.Machines;

namespace Actors.Bench.Scenarios;

/// <summary>How long a message takes from its publisher to its consumer, durable on the way.</summary>
internal sealed class LatencyScenario : IScenario
{
    private const int BodyBytes = 128;
    private const int LargeBodyBytes = 1024;
    private const int SyncRounds = 1_000;
    private static readonly int[] Rates = [1_000, 5_000];

    public string Name => "latency";

    public string About => "end to end, at fixed rates, from the moment a message was to be sent";

    public async Task RunAsync(Repetition run)
    {
        var sync = AddLimits(run);
        await using var broker = await run.StartBrokerAsync();
        await Queues.DeclareAsync(broker, 1);
        var (publisher, consumer) = (await broker.ConnectAsync(), await broker.ConnectAsync());
        run.Tell("warm-up");
        await new OpenLoop(Rates[^1], run.Duration).RunAsync(publisher, consumer, Queues.Name(0), BodyBytes);
        await RunRatesAsync(run, broker, "new journal", sync, publisher, consumer);

        // Some hundred MiB later the journal writes to segments it has used before, as it does for most of its life.
        run.Tell("using up new segments");
        await Flow.RunAsync(broker, new FlowPlan([Queues.Name(0)], [Queues.Name(0)], LargeBodyBytes, Style.Batched, run.Duration));
        await RunRatesAsync(run, broker, "used journal", sync, publisher, consumer);
        await broker.CloseAsync(publisher);
        await broker.CloseAsync(consumer);
    }

    private static double AddLimits(Repetition run)
    {
        run.Tell("limits of the machine");
        var disk = new DiskProbe(run.Folder);
        var fresh = disk.AppendAndSync(DiskProbe.SmallBytes, SyncRounds, recycled: false).Syncs.At(0.5);
        var recycled = disk.AppendAndSync(DiskProbe.SmallBytes, SyncRounds, recycled: true).Syncs.At(0.5);
        run.Add("limit: fdatasync of 4 KiB, fresh blocks, p50", fresh, "us");
        run.Add("limit: fdatasync of 4 KiB, blocks written before, p50", recycled, "us");
        var rate = Rates[^1];
        foreach (var before in new[] { false, true })
        {
            var bare = new GroupCommitProbe(run.Folder).Measure(rate, run.Duration, before);
            var name = $"limit: {rate}/s written and synced without a broker, {(before ? "blocks written before" : "fresh blocks")}";
            run.Add($"{name}, p50", bare.At(0.5), "us");
            run.Add($"{name}, p99", bare.At(0.99), "us");
        }

        return fresh;
    }

    private static async Task RunRatesAsync(Repetition run, ITestedBroker broker, string journal, double sync, IBroker publisher, IBroker consumer)
    {
        foreach (var rate in Rates)
        {
            var name = $"{rate}/s, {journal}";
            run.Tell(name);
            var loop = new OpenLoop(rate, 2 * run.Duration);
            var spent = Spending.Begin(broker);
            await loop.RunAsync(publisher, consumer, Queues.Name(0), BodyBytes);
            Add(run, name, loop, sync, isJudged: rate == Rates[^1]);
            run.AddCosts(name, new FlowResult(loop.Confirms.Count, loop.Deliveries.Count, spent()));
        }
    }

    private static void Add(Repetition run, string name, OpenLoop loop, double sync, bool isJudged)
    {
        foreach (var (percentile, share) in new[] { ("p50", 0.5), ("p99", 0.99), ("p99.9", 0.999) })
        {
            run.Add($"{name}: end to end, {percentile}", loop.Deliveries.At(share), "us");
            run.Add($"{name}: confirm, {percentile}", loop.Confirms.At(share), "us");
            run.Add($"{name}: the generator's own lateness, {percentile}", loop.Lateness.At(share), "us");
        }

        run.Add($"{name}: end to end, p50 by the median fdatasync", loop.Deliveries.At(0.5) / sync, "x", isJudged ? Goal.Below(2) : null);
        run.Add($"{name}: end to end, p99 by the median fdatasync", loop.Deliveries.At(0.99) / sync, "x", isJudged ? Goal.Below(6) : null);
    }
}
