using Actors.Bench.Figures;
using Actors.Bench.Loads;
using Actors.Bench.Machines;

namespace Actors.Bench.Scenarios;

/// <summary>How long a message takes from its publisher to its consumer, durable on the way.</summary>
internal sealed class LatencyScenario : IScenario
{
    private const int BodyBytes = 128;
    private const int SyncRounds = 1_000;
    private static readonly int[] Rates = [1_000, 5_000];

    public string Name => "latency";

    public string About => "end to end, at fixed rates, from the moment a message was to be sent";

    public async Task RunAsync(Repetition run)
    {
        run.Tell("limits of the machine");
        var disk = new DiskProbe(run.Folder);
        var sync = disk.AppendAndSync(DiskProbe.SmallBytes, SyncRounds, recycled: false).Syncs.At(0.5);
        run.Add("limit: fdatasync of 4 KiB, fresh blocks, p50", sync, "us");
        run.Add("limit: fdatasync of 4 KiB, blocks written before, p50", disk.AppendAndSync(DiskProbe.SmallBytes, SyncRounds, recycled: true).Syncs.At(0.5), "us");

        await using var broker = await run.StartBrokerAsync();
        await Queues.DeclareAsync(broker, 1);
        var (publisher, consumer) = (await broker.ConnectAsync(), await broker.ConnectAsync());
        run.Tell("warm-up");
        await new OpenLoop(Rates[^1], run.Duration).RunAsync(publisher, consumer, Queues.Name(0), BodyBytes);
        foreach (var rate in Rates)
        {
            run.Tell($"{rate} messages/s");
            var loop = new OpenLoop(rate, 2 * run.Duration);
            var spent = Spending.Begin(broker);
            await loop.RunAsync(publisher, consumer, Queues.Name(0), BodyBytes);
            Add(run, rate, loop, sync);
            run.AddCosts($"{rate}/s", new FlowResult(loop.Confirms.Count, loop.Deliveries.Count, spent()));
        }

        await broker.CloseAsync(publisher);
        await broker.CloseAsync(consumer);
    }

    private static void Add(Repetition run, int rate, OpenLoop loop, double sync)
    {
        foreach (var (name, share) in new[] { ("p50", 0.5), ("p99", 0.99), ("p99.9", 0.999) })
        {
            run.Add($"{rate}/s: end to end, {name}", loop.Deliveries.At(share), "us");
            run.Add($"{rate}/s: confirm, {name}", loop.Confirms.At(share), "us");
            run.Add($"{rate}/s: the generator's own lateness, {name}", loop.Lateness.At(share), "us");
        }

        var judged = rate == Rates[^1];
        run.Add($"{rate}/s: end to end, p50 by the median fdatasync", loop.Deliveries.At(0.5) / sync, "x", judged ? Goal.Below(2) : null);
        run.Add($"{rate}/s: end to end, p99 by the median fdatasync", loop.Deliveries.At(0.99) / sync, "x", judged ? Goal.Below(6) : null);
    }
}
