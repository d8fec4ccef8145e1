using Actors.Bench.Amqp;
using Actors.Bench.Brokers;
using Actors.Bench.Figures;

namespace Actors.Bench.Scenarios;

/// <summary>The same loads over AMQP on this broker and on RabbitMQ, in turn: A B A B over the repetitions.</summary>
internal sealed class AmqpScenario : IScenario
{
    private const int FanoutQueues = 10;
    private const int BacklogMessages = 1_000_000;
    private const double LeanGoal = 6;
    private const double ClientGoal = 1.8;
    private static readonly int[] BodySizes = [128, 1024];
    private static readonly int[] Rates = [1_000, 5_000];
    private static readonly string[] One = ["q0"];
    private static readonly string[] Four = ["q0", "q1", "q2", "q3"];
    private static readonly string[] FourOnOne = ["q0", "q0", "q0", "q0"];

    public string Name => "amqp";

    public string About => "AMQP 0-9-1, beside an installed RabbitMQ with the same settings";

    public async Task RunAsync(Repetition run)
    {
        if (RabbitBroker.Installed is null)
        {
            run.Tell("not run: RabbitMQ is not installed (apt-get install rabbitmq-server)");
            return;
        }

        await using var own = new OwnBroker(HostBinary.Find(run.Host), run.DataPath);
        await using var rabbit = new RabbitBroker(Path.Combine(run.Folder, "rabbit"));
        await own.StartAsync();
        await rabbit.StartAsync();
        IAmqpBroker[] brokers = [own, rabbit];
        foreach (var broker in brokers)
        {
            run.Tell($"{broker.Name}: warm-up");
            await FlowAsync(run, broker, One, One, BodySizes[0], AmqpFlow.RunAsync);
            await FlowAsync(run, broker, One, One, BodySizes[0], ClientFlow.RunAsync);
        }

        foreach (var bytes in BodySizes)
        {
            await CompareLoadsAsync(run, brokers, bytes, "lean generator", LeanGoal, AmqpFlow.RunAsync);
            await CompareLoadsAsync(run, brokers, bytes, "RabbitMQ.Client", ClientGoal, ClientFlow.RunAsync);
        }

        await CompareAsync(run, brokers, "fan-out to 10, 128 B", LeanGoal, broker => FanoutAsync(run, broker));
        await CompareAsync(run, brokers, "transient, no acks, 128 B", LeanGoal, broker => TransientAsync(run, broker));
        foreach (var rate in Rates)
        {
            CompareLatencies(run, brokers, rate);
        }

        await CompareBacklogsAsync(run, brokers);
    }

    private static async Task CompareLoadsAsync(Repetition run, IAmqpBroker[] brokers, int bytes, string generator, double goal, Func<IAmqpBroker, AmqpPlan, Task<AmqpResult>> flow)
    {
        await CompareAsync(run, brokers, $"1x1, {bytes} B, {generator}", goal, broker => FlowAsync(run, broker, One, One, bytes, flow));
        await CompareAsync(run, brokers, $"4x4 on one queue, {bytes} B, {generator}", goal, broker => FlowAsync(run, broker, FourOnOne, FourOnOne, bytes, flow));
        await CompareAsync(run, brokers, $"4x4 on four queues, {bytes} B, {generator}", goal, broker => FlowAsync(run, broker, Four, Four, bytes, flow));
    }

    private static async Task CompareAsync(Repetition run, IAmqpBroker[] brokers, string name, double goal, Func<IAmqpBroker, Task<AmqpResult>> measure)
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

        run.Add($"{name}: ratio", rates[0] / rates[1], "x", Goal.AtLeast(goal));
    }

    private static Task<AmqpResult> FlowAsync(Repetition run, IAmqpBroker broker, string[] routingKeys, string[] sources, int bytes, Func<IAmqpBroker, AmqpPlan, Task<AmqpResult>> flow)
    {
        AmqpQueues.Declare(broker.Port, [.. sources.Distinct()]);
        return flow(broker, new AmqpPlan(broker.Port, routingKeys, sources, bytes, run.Duration));
    }

    private static Task<AmqpResult> FanoutAsync(Repetition run, IAmqpBroker broker)
    {
        string[] queues = [.. Enumerable.Range(0, FanoutQueues).Select(number => $"fan{number}")];
        AmqpQueues.Declare(broker.Port, queues);
        AmqpQueues.Bind(broker.Port, "fan", queues);
        return AmqpFlow.RunAsync(broker, new AmqpPlan(broker.Port, [""], queues, BodySizes[0], run.Duration) { Exchange = "fan", Copies = FanoutQueues });
    }

    private static Task<AmqpResult> TransientAsync(Repetition run, IAmqpBroker broker)
    {
        AmqpQueues.Declare(broker.Port, durable: false, ["transient"]);
        return AmqpFlow.RunAsync(broker, new AmqpPlan(broker.Port, ["transient"], ["transient"], BodySizes[0], run.Duration) { Durable = false });
    }

    private static void CompareLatencies(Repetition run, IAmqpBroker[] brokers, int rate)
    {
        var (confirms, deliveries) = (new List<double>(), new List<double>());
        foreach (var broker in brokers)
        {
            run.Tell($"{broker.Name}: {rate}/s");
            AmqpQueues.Declare(broker.Port, One);
            var loop = new AmqpOpenLoop(rate, 2 * run.Duration);
            loop.Run(broker.Port, One[0], BodySizes[0]);
            foreach (var (percentile, share) in new[] { ("p50", 0.5), ("p99", 0.99) })
            {
                run.Add($"{rate}/s: {broker.Name}, confirm, {percentile}", loop.Confirms.At(share), "us");
                run.Add($"{rate}/s: {broker.Name}, end to end, {percentile}", loop.Deliveries.At(share), "us");
            }

            confirms.Add(loop.Confirms.At(0.99));
            deliveries.Add(loop.Deliveries.At(0.99));
        }

        var isJudged = rate == Rates[^1];
        run.Add($"{rate}/s: confirm p99, ours by RabbitMQ's", confirms[0] / confirms[1], "x", isJudged ? Goal.Below(0.5) : null);
        run.Add($"{rate}/s: end to end p99, ours by RabbitMQ's", deliveries[0] / deliveries[1], "x", isJudged ? Goal.Below(1) : null);
    }

    private static async Task CompareBacklogsAsync(Repetition run, IAmqpBroker[] brokers)
    {
        var (rates, memories, starts) = (new List<double>(), new List<double>(), new List<double>());
        foreach (var broker in brokers)
        {
            run.Tell($"{broker.Name}: a backlog of {BacklogMessages:N0}");
            AmqpQueues.Declare(broker.Port, "backlog");
            var before = broker.Usage.ResidentBytes;
            var plan = new AmqpPlan(broker.Port, ["backlog"], [], BodySizes[0], TimeSpan.Zero);
            var start = System.Diagnostics.Stopwatch.GetTimestamp();
            var published = await Task.Factory.StartNew(
                () => new LeanPublisher(plan, 0).Run(long.MaxValue, BacklogMessages), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
            rates.Add(published / System.Diagnostics.Stopwatch.GetElapsedTime(start).TotalSeconds);
            memories.Add(Math.Max(1, broker.Usage.ResidentBytes - before) / (1024.0 * 1024));
            run.Tell($"{broker.Name}: killed with a backlog");
            starts.Add((await broker.CrashAsync()).TotalMilliseconds);
            run.Add($"backlog of 1,000,000: {broker.Name}, published", rates[^1], "messages/s");
            run.Add($"backlog of 1,000,000: {broker.Name}, memory it took", memories[^1], "MiB");
            run.Add($"backlog of 1,000,000: {broker.Name}, from SIGKILL to a declared queue", starts[^1], "ms");
        }

        run.Add("backlog of 1,000,000: memory, ours by RabbitMQ's", memories[0] / memories[1], "x", Goal.Below(0.05));
        run.Add("backlog of 1,000,000: publish rate, ratio", rates[0] / rates[1], "x", Goal.AtLeast(LeanGoal));
    }
}
