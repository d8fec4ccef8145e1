using Actors.Bench.Brokers;
using Actors.Bench.Figures;
using Actors.Bench.Loads;

namespace Actors.Bench.Scenarios;

/// <summary>What it costs to schedule by key: the same messages of 100,000 keys through a plain queue, and through one with fairness and budgets.</summary>
internal sealed class SchedulerScenario : IScenario
{
    private const int Keys = 100_000;
    private const int BodyBytes = 128;
    private const int QueuedMessages = 500_000;
    private const int FewKeys = 100;
    private const string Fifo = "fifo";
    private const string Fair = "fair";

    public string Name => "scheduler";

    public string About => "100,000 keys with fairness and budgets against plain first in, first out; memory of keys and messages";

    public async Task RunAsync(Repetition run)
    {
        await using (var broker = await run.StartBrokerAsync())
        {
            foreach (var style in Styles.All)
            {
                await RunStyleAsync(run, broker, style);
            }
        }

        run.Tell("memory of keys and messages");
        await using var embedded = new EmbeddedBroker(Path.Combine(run.Folder, "memory"));
        var inside = await embedded.ConnectAsync();
        run.Add("an idle key that owes its budget", await IdleKeyAsync(inside), "bytes", Goal.Below(200));
        run.Add("a queued message, plain", await QueuedMessageAsync(inside, new QueueDefinition("plain")), "bytes");
        run.Add("a queued message, one at a time of each key", await QueuedMessageAsync(inside, new QueueDefinition("one-of-each-key") { ConcurrencyPerKey = 1 }), "bytes", Goal.Below(48));
        run.Add("a queued message, fairness and budgets by cost", await QueuedMessageAsync(inside, WithPolicies("fairness")), "bytes", Goal.Below(48));
        run.Add("a queued message, priorities too", await QueuedMessageAsync(inside, WithPolicies("priorities") with { Order = DeliveryOrder.Priority }), "bytes", Goal.Below(48));
    }

    // Budgets so large that they are kept and never reached: their price is asked for, not their effect.
    private static QueueDefinition WithPolicies(string name) => new(name)
    {
        Fairness = KeyFairness.ByCost,
        Budgets = [new KeyBudget(null, TimeSpan.FromHours(1)) { Messages = Limits.LargestBudget, Cost = Limits.LargestBudget }],
    };

    private static async Task RunStyleAsync(Repetition run, ITestedBroker broker, Style style)
    {
        var what = Styles.NameOf(style);
        run.Tell($"{what}: warm-up");
        var connection = await broker.ConnectAsync();
        await connection.DeclareAsync(new QueueDefinition(Fifo));
        await connection.DeclareAsync(WithPolicies(Fair));
        await broker.CloseAsync(connection);
        await MeasureAsync(run, broker, Fifo, style);
        await MeasureAsync(run, broker, Fair, style);

        run.Tell($"{what}: first in, first out");
        var plain = await MeasureAsync(run, broker, Fifo, style);
        run.Tell($"{what}: fairness and budgets");
        var fair = await MeasureAsync(run, broker, Fair, style);
        run.Add($"first in, first out, {what}", plain.MessagesPerSecond, "messages/s");
        run.Add($"fairness and budgets, {what}", fair.MessagesPerSecond, "messages/s");
        run.Add($"fairness and budgets of first in, first out, {what}", fair.MessagesPerSecond / plain.MessagesPerSecond, "x", Goal.AtLeast(0.5));
        run.AddCosts($"first in, first out, {what}", plain);
        run.AddCosts($"fairness and budgets, {what}", fair);
    }

    private static Task<FlowResult> MeasureAsync(Repetition run, ITestedBroker broker, string queue, Style style) =>
        Flow.RunAsync(broker, new FlowPlan([queue], [queue], BodyBytes, style, run.Duration) { Keys = Keys });

    // With a budget of next to nothing, every key owes for its one message for hours, and has to be remembered.
    private static async Task<double> IdleKeyAsync(IBroker broker)
    {
        var queue = new QueueDefinition("idle") { Fairness = KeyFairness.ByCost, Budgets = [new KeyBudget(null, TimeSpan.FromDays(1)) { Messages = 1, Cost = 1 }] };
        await broker.DeclareAsync(queue);
        var before = GC.GetTotalMemory(forceFullCollection: true);
        await using (await ConsumeLoad.StartAsync(broker, queue.Name, publishers: 1, BodyBytes, Style.Batched))
        {
            await PublishLoad.RunAsync(broker, queue.Name, 0, BodyBytes, Style.Batched, published => published < Keys * 4, keys: Keys);
            await Progress.UntilAsync(Keys * 9 / 10, async () => (await broker.DescribeAsync(queue.Name)).Acked, "acked, one of each key");
        }

        var keys = (await broker.DescribeAsync(queue.Name)).Acked;
        await broker.PurgeAsync(queue.Name);
        return (double)(GC.GetTotalMemory(forceFullCollection: true) - before) / keys;
    }

    private static async Task<double> QueuedMessageAsync(IBroker broker, QueueDefinition queue)
    {
        await broker.DeclareAsync(queue);
        var before = GC.GetTotalMemory(forceFullCollection: true);
        await PublishLoad.RunAsync(broker, queue.Name, 0, BodyBytes, Style.Batched, published => published < QueuedMessages, keys: FewKeys);
        var bytes = GC.GetTotalMemory(forceFullCollection: true) - before;
        await broker.DeleteAsync(queue.Name);
        return (double)bytes / QueuedMessages;
    }
}
