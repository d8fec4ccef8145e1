using Actors.Bench.Brokers;
using Actors.Bench.Figures;
using Actors.Bench.Loads;
using Actors.Bench.Machines;

namespace Actors.Bench.Scenarios;

/// <summary>What it costs to schedule by key: the same messages of 100,000 keys through a plain queue, and through one with fairness and budgets.</summary>
internal sealed class SchedulerScenario : IScenario
{
    private const int Keys = 100_000;
    private const int BodyBytes = 128;
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
        run.Add("an idle key that owes its budget", MachineMemory.OfIdleKey(Owing, Keys), "bytes", Goal.Below(200));
        run.Add("an idle key that owes nothing", MachineMemory.OfIdleKey(new QueueDefinition("idle") { ConcurrencyPerKey = 1 }, Keys), "bytes", Goal.Below(200));
        run.Add("a queued message, one at a time of each key", MachineMemory.OfQueuedMessage(new QueueDefinition("keys") { ConcurrencyPerKey = 1 }), "bytes", Goal.Below(48));
        run.Add("a queued message, by priority with ageing", MachineMemory.OfQueuedMessage(Aged(new QueueDefinition("aged"))), "bytes", Goal.Below(48));
        run.Add("a queued message, fairness and budgets by cost", MachineMemory.OfQueuedMessage(WithPolicies("fair")), "bytes", Goal.Below(48));
        run.Add("a queued message, all of that", MachineMemory.OfQueuedMessage(Aged(WithPolicies("all") with { ConcurrencyPerKey = 1 })), "bytes", Goal.Below(48));
    }

    // With a budget of next to nothing, every key owes for its one message for a day, and has to be remembered.
    private static QueueDefinition Owing => new("idle")
    {
        Fairness = KeyFairness.ByCost,
        ConcurrencyPerKey = 1,
        Budgets = [new KeyBudget(null, TimeSpan.FromDays(1)) { Messages = 1, Cost = 1 }],
    };

    private static QueueDefinition Aged(QueueDefinition queue) => queue with { Order = DeliveryOrder.Priority, PriorityAgeing = TimeSpan.FromSeconds(10) };

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
}
