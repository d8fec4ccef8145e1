using Actors.Bench.Figures;
using Actors.Bench.Loads;

namespace Actors.Bench.Scenarios;

/// <summary>One publisher, ten durable subscriptions, each with a consumer of its own.</summary>
internal sealed class FanoutScenario : IScenario
{
    private const int BodyBytes = 128;
    private const int Subscriptions = 10;
    private const string Topic = "events";

    public string Name => "fanout";

    public string About => "deliveries acked per second, from one publisher to ten durable subscriptions";

    public async Task RunAsync(Repetition run)
    {
        await using var broker = await run.StartBrokerAsync();
        var connection = await broker.ConnectAsync();
        await connection.DeclareAsync(new TopicDefinition(Topic));
        var subscriptions = Enumerable.Range(0, Subscriptions).Select(number => new SubscriptionDefinition(Topic, $"reader-{number}")).ToArray();
        foreach (var subscription in subscriptions)
        {
            await connection.DeclareAsync(subscription);
        }

        await broker.CloseAsync(connection);
        var sources = Array.ConvertAll(subscriptions, subscription => subscription.Address);
        foreach (var style in Styles.All)
        {
            var plan = new FlowPlan([Topic], sources, BodyBytes, style, run.Duration);
            var name = $"1 to {Subscriptions}, {BodyBytes} B, {Styles.NameOf(style)}";
            run.Tell($"warm-up, {name}");
            await Flow.RunAsync(broker, plan);
            run.Tell(name);
            var result = await Flow.RunAsync(broker, plan);
            run.Add(name, result.DeliveriesPerSecond, "deliveries/s", Goal.AtLeast(1_000_000));
            run.Add($"{name}: published", result.MessagesPerSecond, "messages/s");
            run.AddCosts(name, result);
        }
    }
}
