using System.Diagnostics;
using Actors.Bench.Figures;

namespace Actors.Bench.Scenarios;

/// <summary>Ten thousand durable queues: what they take to make, to keep and to find again.</summary>
internal sealed class ManyQueuesScenario : IScenario
{
    private const int Count = 10_000;
    private const int InFlight = 1_000;
    private const int MessagesEach = 1;

    public string Name => "many-queues";

    public string About => "10,000 durable queues: time to declare, memory of each, time to start with them";

    public async Task RunAsync(Repetition run)
    {
        await using (var broker = await run.StartHostAsync(run.DataPath))
        {
            await Queues.DeclareAsync(broker, 1);
            var connection = await broker.ConnectAsync();
            var before = broker.Usage.ResidentBytes;
            run.Tell("declaring");
            var start = Stopwatch.GetTimestamp();
            await PipelineAsync(number => connection.DeclareAsync(new QueueDefinition(Queues.Name(number))));
            run.Add($"{Count} queues declared", Stopwatch.GetElapsedTime(start).TotalSeconds, "s", Goal.Below(5));
            run.Add("memory of each queue, empty", (broker.Usage.ResidentBytes - before) / 1024.0 / Count, "KiB", Goal.Below(10));

            run.Tell("one message into each");
            await PipelineAsync(async number => await connection.PublishAsync(Queues.Name(number), new Message("one")));
            run.Add("memory of each queue, with a message", (broker.Usage.ResidentBytes - before) / 1024.0 / Count, "KiB");
            await broker.CloseAsync(connection);
        }

        run.Tell("starting with them");
        await using var restarted = await run.StartHostAsync(run.DataPath);
        var again = await restarted.ConnectAsync();
        var last = await again.DescribeAsync(Queues.Name(Count - 1));
        run.Add("start to serving all of them", Stopwatch.GetElapsedTime(restarted.StartedAt).TotalSeconds, "s");
        run.Add("memory after that start", restarted.Usage.ResidentBytes / 1024.0 / 1024, "MiB");
        await restarted.CloseAsync(again);
        if (last.Ready != MessagesEach)
        {
            throw new BenchFailure($"The queue {last.Address} holds {last.Ready} messages after the restart; {MessagesEach} was confirmed.");
        }
    }

    private static async Task PipelineAsync(Func<int, ValueTask> request)
    {
        var inFlight = new Task[InFlight];
        Array.Fill(inFlight, Task.CompletedTask);
        for (var number = 0; number < Count; number++)
        {
            await inFlight[number % InFlight];
            inFlight[number % InFlight] = request(number).AsTask();
        }

        await Task.WhenAll(inFlight);
    }
}
