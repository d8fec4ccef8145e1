using System.Diagnostics;
using Actors.Bench.Brokers;
using Actors.Bench.Figures;
using Actors.Bench.Loads;

namespace Actors.Bench.Scenarios;

/// <summary>A million messages that nobody consumes, a SIGKILL in between, and then somebody does.</summary>
internal sealed class BacklogScenario : IScenario
{
    private const int BodyBytes = 128;
    private const long Count = 1_000_000;
    private const int Tenths = 10;
    private const string WarmUp = "warm-up";
    private const string Backlog = "backlog";

    public string Name => "backlog";

    public string About => "1,000,000 messages without a consumer: rate, memory, recovery from SIGKILL, drain";

    public async Task RunAsync(Repetition run)
    {
        foreach (var style in Styles.All)
        {
            await RunStyleAsync(run, style, Path.Combine(run.DataPath, style.ToString()));
        }
    }

    private static async Task RunStyleAsync(Repetition run, Style style, string dataPath)
    {
        var name = Styles.NameOf(style);
        double live;
        await using (var broker = await run.StartHostAsync(dataPath))
        {
            await DeclareAsync(broker);
            run.Tell($"live rate, {name}");
            live = await LiveRateAsync(run, broker, style);
            run.Tell($"publishing, {name}");
            await PublishAsync(run, broker, style);
            await broker.KillAsync();
        }

        run.Tell($"recovery and drain, {name}");
        await using var restarted = await run.StartHostAsync(dataPath);
        var connection = await restarted.ConnectAsync();
        var first = await connection.ReceiveAsync(Backlog, TimeSpan.FromSeconds(30));
        run.Add($"{name}: start to serving after SIGKILL", Stopwatch.GetElapsedTime(restarted.StartedAt).TotalSeconds, "s", Goal.Below(1));
        await (first ?? throw new BenchFailure("The backlog is gone.")).ReleaseAsync();
        await restarted.CloseAsync(connection);
        run.Add($"{name}: memory after recovery", restarted.Usage.ResidentBytes / 1024.0 / 1024, "MiB");
        var drain = await DrainAsync(restarted, style);
        run.Add($"{name}: live rate", live, "messages/s");
        run.Add($"{name}: drain rate", drain, "messages/s");
        run.Add($"{name}: drain rate of the live rate", drain / live, "x", Goal.AtLeast(0.8));
        run.Add($"{name}: memory after the drain", restarted.Usage.ResidentBytes / 1024.0 / 1024, "MiB");
    }

    private static async Task DeclareAsync(BrokerProcess broker)
    {
        var connection = await broker.ConnectAsync();
        await connection.DeclareAsync(new QueueDefinition(WarmUp));
        await connection.DeclareAsync(new QueueDefinition(Backlog));
        await broker.CloseAsync(connection);
    }

    // Twice: the first time the runtime is still compiling what it runs, and the first tenth would be slow for no reason.
    private static async Task<double> LiveRateAsync(Repetition run, BrokerProcess broker, Style style)
    {
        var plan = new FlowPlan([WarmUp], [WarmUp], BodyBytes, style, run.Duration);
        await Flow.RunAsync(broker, plan);
        return (await Flow.RunAsync(broker, plan)).MessagesPerSecond;
    }

    private static async Task PublishAsync(Repetition run, BrokerProcess broker, Style style)
    {
        var name = Styles.NameOf(style);
        var connection = await broker.ConnectAsync();
        var before = broker.Usage.ResidentBytes;
        var reachedAt = new long[Tenths + 1];
        var tenth = 0;
        reachedAt[0] = Stopwatch.GetTimestamp();
        await PublishLoad.RunAsync(connection, Backlog, 0, BodyBytes, style, published => published < Count, confirmed =>
        {
            while (tenth < Tenths && confirmed >= Count * (tenth + 1) / Tenths)
            {
                reachedAt[++tenth] = Stopwatch.GetTimestamp();
            }
        });
        double Rate(int from, int to) => Count * (to - from) / Tenths / Stopwatch.GetElapsedTime(reachedAt[from], reachedAt[to]).TotalSeconds;
        run.Add($"{name}: published, all", Rate(0, Tenths), "messages/s");
        run.Add($"{name}: published, first tenth", Rate(0, 1), "messages/s");
        run.Add($"{name}: published, last tenth", Rate(Tenths - 1, Tenths), "messages/s");
        run.Add($"{name}: last tenth of the first", Rate(Tenths - 1, Tenths) / Rate(0, 1), "x", Goal.AtLeast(0.9));
        run.Add($"{name}: memory growth", (broker.Usage.ResidentBytes - before) / 1024.0 / 1024, "MiB", Goal.Below(32));
        run.Add($"{name}: memory with the backlog", broker.Usage.ResidentBytes / 1024.0 / 1024, "MiB");
        await broker.CloseAsync(connection);
    }

    private static async Task<double> DrainAsync(BrokerProcess broker, Style style)
    {
        await using var connection = (ActorsClient)await broker.ConnectAsync();
        var start = Stopwatch.GetTimestamp();
        await using var consumer = await ConsumeLoad.StartAsync(connection, Backlog, publishers: 1, BodyBytes, style);
        await Progress.UntilAsync(Count, async () => Math.Min(consumer.Count, (await connection.DescribeAsync(Backlog)).Acked), "delivered and acked");
        var elapsed = Stopwatch.GetElapsedTime(start);
        var left = await connection.DescribeAsync(Backlog);
        if (left.Ready + left.Leased > 0 || consumer.Tally.OutOfOrder > 0)
        {
            throw new BenchFailure($"{left.Ready + left.Leased} messages are left of {Count} after as many were acked; {consumer.Tally.OutOfOrder} came out of order.");
        }

        return Count / elapsed.TotalSeconds;
    }
}
