using Actors.Bench.Amqp;
using Actors.Bench.Brokers;
using Actors.Bench.Figures;

namespace Actors.Bench.Scenarios;

/// <summary>The same loads over AMQP on this broker and on RabbitMQ, in turn.</summary>
internal sealed class AmqpScenario : IScenario
{
    private static readonly int[] BodySizes = [128, 1024];

    public string Name => "amqp";

    public string About => "AMQP 0-9-1, beside an installed RabbitMQ with the same settings";

    public async Task RunAsync(Repetition run)
    {
        await using var own = new OwnBroker(HostBinary.Find(run.Host), run.DataPath);
        await using var rabbit = new RabbitBroker(Path.Combine(run.Folder, "rabbit"));
        await own.StartAsync();
        await rabbit.StartAsync();
        IAmqpBroker[] brokers = [own, rabbit];
        foreach (var broker in brokers)
        {
            run.Tell($"{broker.Name}: warm-up");
            await FlowAsync(run, broker, ["q0"], ["q0"], BodySizes[0]);
        }

        foreach (var bytes in BodySizes)
        {
            await CompareAsync(run, brokers, $"1x1, {bytes} B", broker => FlowAsync(run, broker, ["q0"], ["q0"], bytes));
            await CompareAsync(run, brokers, $"4x4 on one queue, {bytes} B", broker => FlowAsync(run, broker, ["q0", "q0", "q0", "q0"], ["q0", "q0", "q0", "q0"], bytes));
            await CompareAsync(run, brokers, $"4x4 on four queues, {bytes} B", broker => FlowAsync(run, broker, ["q0", "q1", "q2", "q3"], ["q0", "q1", "q2", "q3"], bytes));
        }
    }

    private static async Task CompareAsync(Repetition run, IAmqpBroker[] brokers, string name, Func<IAmqpBroker, Task<AmqpResult>> measure)
    {
        var rates = new List<double>();
        foreach (var broker in brokers)
        {
            run.Tell($"{broker.Name}: {name}");
            var result = await measure(broker);
            run.Add($"{name}: {broker.Name}", result.Rate, "messages/s");
            run.Add($"{name}: {broker.Name}, processor time of the broker", result.Broker.TotalMicroseconds / result.Published, "us each");
            run.Add($"{name}: {broker.Name}, processor time of the generator", result.Generator.TotalMicroseconds / result.Published, "us each");
            rates.Add(result.Rate);
        }

        run.Add($"{name}: ratio", rates[0] / rates[1], "x", Goal.AtLeast(6));
    }

    private static Task<AmqpResult> FlowAsync(Repetition run, IAmqpBroker broker, string[] routingKeys, string[] sources, int bytes)
    {
        AmqpQueues.Declare(broker.Port, [.. sources.Distinct()]);
        return AmqpFlow.RunAsync(broker, new AmqpPlan(broker.Port, routingKeys, sources, bytes, run.Duration));
    }
}
