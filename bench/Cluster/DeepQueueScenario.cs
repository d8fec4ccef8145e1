using System.Diagnostics;
using Actors.Bench.Figures;
using Actors.Bench.Loads;
using Actors.Bench.Scenarios;

namespace Actors.Bench.Cluster;

/// <summary>A queue with a million messages comes to life on a silo that has never seen it.</summary>
internal sealed class DeepQueueScenario : IScenario
{
    private const long Count = 1_000_000;
    private const int BodyBytes = 128;
    private const string Deep = "deep";
    private const string Shallow = "shallow";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    public string Name => "cluster-backlog";

    public string About => "a queue of the cluster with 1,000,000 messages comes to life; needs PostgreSQL and silo-host";

    public async Task RunAsync(Repetition run)
    {
        await using var postgres = await PostgresProcess.StartAsync(run.Folder);
        await using (var silo = await run.StartSiloAsync(postgres.ConnectionString))
        {
            run.Tell($"publishing {Count} messages");
            var connection = await silo.ConnectAsync();
            await connection.DeclareAsync(new QueueDefinition(Deep));
            await connection.DeclareAsync(new QueueDefinition(Shallow));
            await connection.PublishAsync(Shallow, new Message("one"));
            var start = Stopwatch.GetTimestamp();
            await PublishLoad.RunAsync(connection, Deep, 0, BodyBytes, Style.Batched, published => published < Count);
            run.Add("published", Count / Stopwatch.GetElapsedTime(start).TotalSeconds, "messages/s");
            await silo.CloseAsync(connection);
        }

        run.Tell("activation");
        await using var again = await run.StartSiloAsync(postgres.ConnectionString);
        var fresh = await again.ConnectAsync();

        // What a silo does for the first time is not the queue's fault.
        await ReceiveAsync(fresh, Shallow);
        var asked = Stopwatch.GetTimestamp();
        await ReceiveAsync(fresh, Deep);
        run.Add($"activation to the first of {Count} messages", Stopwatch.GetElapsedTime(asked).TotalSeconds, "s", Goal.Below(1));
        run.Add("memory of the silo after it", again.Usage.ResidentBytes / 1024.0 / 1024, "MiB");
        await again.CloseAsync(fresh);
    }

    private static async Task ReceiveAsync(IBroker broker, string queue)
    {
        var delivery = await broker.ReceiveAsync(queue, Patience) ?? throw new BenchFailure($"The queue {queue} is empty.");
        await delivery.ReleaseAsync();
    }
}
