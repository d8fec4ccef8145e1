using Actors.Sample.Bookkeeping;

namespace Actors.Sample.Tenants;

/// <summary>One of the two queues that are compared: the same requests, three model servers of its own, and what came of it.</summary>
/// <param name="run">The run.</param>
/// <param name="definition">How the queue shares its servers between tenants.</param>
internal sealed class TenantQueue(SampleRun run, QueueDefinition definition)
{
    private const uint Cost = 5;

    // Units of cost a second; the model is simulated.
    private static readonly int[] Speeds = [50, 100, 200];

    // Whoever is free takes the next request, holds it for as long as that takes, and loses it only if it dies.
    private static readonly ConsumerOptions OneAtATime = new() { Prefetch = 1, KeepsLease = true };

    /// <summary>Its name.</summary>
    public string Name => definition.Name;

    /// <summary>What became of the requests.</summary>
    public Ledger Ledger { get; } = new();

    /// <summary>How long they waited.</summary>
    public WaitingTimes Waits { get; } = new();

    /// <summary>Declares it.</summary>
    public async Task PrepareAsync(IBroker broker, CancellationToken stop) => await broker.DeclareAsync(definition, stop);

    /// <summary>Plays until every request is answered.</summary>
    public async Task RunAsync(IReadOnlyList<Tenant> tenants, CancellationToken stop)
    {
        await using var crew = new Crew(stop);
        foreach (var speed in Speeds)
        {
            var broker = await run.ConnectAsync($"{Name}-{speed}", stop);
            crew.Start(token => ServeAsync(broker, speed, token));
        }

        var sending = tenants.Select(tenant => SendAsync(tenant, stop)).ToList();
        await crew.UntilAsync(Task.WhenAll(sending));
        Ledger.Complete();
        await crew.UntilAsync(Ledger.WaitAsync(run.Options.Patience, stop));
    }

    private async Task SendAsync(Tenant tenant, CancellationToken stop)
    {
        var broker = await run.ConnectAsync(tenant.Name, stop);
        for (var number = 0; number < tenant.Requests; number++)
        {
            var id = run.MessageId($"{Name}/{tenant.Name}-{number}");
            Ledger.Send(id);
            Waits.Sent(id);
            await broker.PublishAsync(Name, new Message($"Summarise section {number}.") { Id = id, Key = tenant.Name, Cost = Cost }, stop);
            if (tenant.Pause > TimeSpan.Zero)
            {
                await Task.Delay(tenant.Pause, stop);
            }
        }
    }

    private async Task ServeAsync(IBroker broker, int speed, CancellationToken stop)
    {
        var served = 0;
        await foreach (var delivery in broker.ConsumeAsync(Name, OneAtATime, stop))
        {
            Ledger.Deliver(delivery);
            var request = delivery.Message;
            Waits.Begun(request.Key!, request.Id!);

            // Every other answer turns out one unit longer or shorter than the request said.
            var cost = Cost + (served++ % 3) - 1;
            await Task.Delay(TimeSpan.FromSeconds((double)cost / speed), stop);
            await delivery.AckAsync(cost, stop);
            Ledger.Process(request.Id);
        }
    }
}
