using Actors.Bench.Brokers;
using Actors.Bench.Figures;
using Actors.Bench.Loads;
using Actors.Bench.Scenarios;

namespace Actors.Bench.Cluster;

/// <summary>Silos over PostgreSQL, all of them processes of their own, beside what PostgreSQL does alone.</summary>
internal sealed class ClusterScenario : IScenario
{
    private const int LatencyRate = 1_000;
    private const int LatencyBytes = 128;
    private const int Commits = 2_000;
    private const int Apart = 4;
    private const int Candidates = 32;
    private static readonly int[] BodySizes = [128, 1024];

    // Queues move to a silo that joins, once the cluster has come to rest.
    private static readonly TimeSpan Moving = TimeSpan.FromSeconds(15);

    public string Name => "cluster-flow";

    public string About => "the cluster: throughput at one silo and through another, and latency; needs PostgreSQL and silo-host";

    public async Task RunAsync(Repetition run)
    {
        run.Tell("starting PostgreSQL");
        await using var postgres = await PostgresProcess.StartAsync(run.Folder);
        var probe = new InsertProbe(postgres.ConnectionString);
        var bounds = new Dictionary<int, double>();
        foreach (var bytes in BodySizes)
        {
            run.Tell($"bare inserts of {bytes} B");
            var apart = await probe.InsertAsync(bytes, messagesPerRow: 1, run.Duration);
            var together = await probe.InsertAsync(bytes, InsertProbe.MessagesPerCommit, run.Duration);
            run.Add($"bound: bare inserts of {bytes} B, a row each", apart, "messages/s");
            run.Add($"bound: bare inserts of {bytes} B, {InsertProbe.MessagesPerCommit} in a row", together, "messages/s");
            bounds[bytes] = Math.Max(apart, together);
        }

        await using var home = await run.StartSiloAsync(postgres.ConnectionString);
        await Queues.DeclareAsync(home, Candidates);
        await WarmUpAsync(run, home);
        var near = await MeasureAsync(run, home, "one silo", [.. Enumerable.Range(0, Apart).Select(Queues.Name)], bounds, ("PostgreSQL", postgres.Cpu));
        await MeasureLatencyAsync(run, home, probe);

        run.Tell("starting a second silo");
        await using var other = await run.StartSiloAsync(postgres.ConnectionString);
        await Task.Delay(Moving);
        await WarmUpAsync(run, other);
        var queues = await RemoteQueues.FindAsync(run, other, home, Candidates, Apart);
        var far = await MeasureAsync(run, other, "through another silo", queues, bounds: null, ("PostgreSQL", postgres.Cpu), ("the queue's silo", () => home.Usage.Cpu));
        foreach (var (what, rate) in far)
        {
            run.Add($"through another silo, {what}: of one silo", rate / near[what], "x", Goal.AtLeast(0.6));
        }
    }

    private static async Task WarmUpAsync(Repetition run, ITestedBroker broker)
    {
        foreach (var style in Styles.All)
        {
            run.Tell($"warm-up, {Styles.NameOf(style)}");
            await Flow.RunAsync(broker, new FlowPlan([Queues.Name(0)], [Queues.Name(0)], BodySizes[0], style, run.Duration));
        }
    }

    private static async Task<Dictionary<string, double>> MeasureAsync(
        Repetition run, ITestedBroker broker, string where, string[] names, Dictionary<int, double>? bounds, params (string Name, Func<TimeSpan> Cpu)[] others)
    {
        var rates = new Dictionary<string, double>();
        foreach (var style in Styles.All)
        {
            foreach (var bytes in BodySizes)
            {
                foreach (var count in new[] { 1, Apart })
                {
                    var what = $"{count}x{count}, {bytes} B, {Styles.NameOf(style)}";
                    run.Tell($"{where}, {what}");
                    var queues = names[..count];
                    var before = Array.ConvertAll(others, process => process.Cpu());
                    var result = await Flow.RunAsync(broker, new FlowPlan(queues, queues, bytes, style, run.Duration));
                    rates[what] = result.MessagesPerSecond;
                    run.Add($"{where}, {what}", result.MessagesPerSecond, "messages/s");
                    if (bounds is not null)
                    {
                        run.Add($"{where}, {what}: of the bound", result.MessagesPerSecond / bounds[bytes], "x", Goal.AtLeast(0.5));
                    }

                    run.AddCosts($"{where}, {what}", result);
                    for (var process = 0; process < others.Length; process++)
                    {
                        var cpu = others[process].Cpu() - before[process];
                        run.Add($"{where}, {what}: processor time, {others[process].Name}", cpu.TotalMicroseconds / result.Delivered, "us each");
                    }
                }
            }
        }

        return rates;
    }

    private static async Task MeasureLatencyAsync(Repetition run, ITestedBroker broker, InsertProbe probe)
    {
        run.Tell("latency");
        var commits = await probe.CommitAsync(LatencyBytes, Commits);
        var (publisher, consumer) = (await broker.ConnectAsync(), await broker.ConnectAsync());
        await new OpenLoop(LatencyRate, run.Duration).RunAsync(publisher, consumer, Queues.Name(0), LatencyBytes);
        var loop = new OpenLoop(LatencyRate, 2 * run.Duration);
        await loop.RunAsync(publisher, consumer, Queues.Name(0), LatencyBytes);
        foreach (var (percentile, share) in new[] { ("p50", 0.5), ("p99", 0.99) })
        {
            run.Add($"bare commit of a row of {LatencyBytes} B, {percentile}", commits.At(share), "us");
            run.Add($"{LatencyRate}/s: end to end, {percentile}", loop.Deliveries.At(share), "us");
            run.Add($"{LatencyRate}/s: confirm, {percentile}", loop.Confirms.At(share), "us");
            run.Add($"{LatencyRate}/s: the generator's own lateness, {percentile}", loop.Lateness.At(share), "us");
        }

        run.Add($"{LatencyRate}/s: end to end, p99 by the median bare commit", loop.Deliveries.At(0.99) / commits.At(0.5), "x", Goal.Below(4));
        await broker.CloseAsync(publisher);
        await broker.CloseAsync(consumer);
    }
}
