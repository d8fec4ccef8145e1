using System.Diagnostics;
using Actors.Bench.Brokers;
using Actors.Bench.Figures;

namespace Actors.Bench.Scenarios;

/// <summary>From nothing to the first confirm.</summary>
internal sealed class StartupScenario : IScenario
{
    private static readonly TimeSpan Idle = TimeSpan.FromSeconds(3);

    public string Name => "startup";

    public string About => "time from process start to the first confirm, and memory when idle";

    public async Task RunAsync(Repetition run)
    {
        // The first start of all warms the generator and the page cache; it is not counted.
        run.Tell("warm-up");
        await using (var first = await run.StartHostAsync(Path.Combine(run.Folder, "warm-up")))
        {
            await ConfirmAsync(first);
        }

        run.Tell("empty folder");
        await using (var broker = await run.StartHostAsync(run.DataPath))
        {
            run.Add("start to listening", Stopwatch.GetElapsedTime(broker.StartedAt).TotalSeconds, "s");
            run.Add("start to first confirm", await ConfirmAsync(broker), "s", Goal.Below(0.7));
            run.Add("processor time until then", broker.Usage.Cpu.TotalSeconds, "s");
            await Task.Delay(Idle);
            run.Add("idle memory", broker.Usage.ResidentBytes / 1024.0 / 1024, "MiB", Goal.Below(80));
        }

        run.Tell("folder that was used");
        await using var again = await run.StartHostAsync(run.DataPath);
        run.Add("start to first confirm, second start", await ConfirmAsync(again), "s");
    }

    private static async Task<double> ConfirmAsync(BrokerProcess broker)
    {
        var connection = await broker.ConnectAsync();
        await connection.DeclareAsync(new QueueDefinition(Queues.Name(0)));
        await connection.PublishAsync(Queues.Name(0), new Message("first"));
        var elapsed = Stopwatch.GetElapsedTime(broker.StartedAt);
        await broker.CloseAsync(connection);
        return elapsed.TotalSeconds;
    }
}
