using Actors.Sample.Bookkeeping;

namespace Actors.Sample.Broadcasts;

/// <summary>Job 3, broadcast: every event goes to every connected client. The topic stores it once.</summary>
internal sealed class BroadcastJob(SampleRun run, UsageFeed feed) : IJob
{
    private readonly List<(Subscriber Subscriber, ActorsClient Client)> _subscribers = [];

    /// <inheritdoc/>
    public string Title => "broadcast";

    /// <inheritdoc/>
    public IReadOnlyList<string> Sources => [];

    /// <inheritdoc/>
    public (long Done, long Total) Progress => (Ledgers.Sum(ledger => (long)ledger.Done), Ledgers.Sum(ledger => (long)ledger.Sent));

    /// <inheritdoc/>
    public IReadOnlyList<JobReport> Reports => [JobReport.Of($"broadcast to {_subscribers.Count} clients", Ledgers)];

    /// <inheritdoc/>
    public IReadOnlyList<Check> Checks =>
        [new($"each of {_subscribers.Count} clients got every event in order", _subscribers.All(each => each.Subscriber.InOrder && each.Subscriber.Ledger.Open == 0))];

    private List<Ledger> Ledgers => [.. _subscribers.Select(each => each.Subscriber.Ledger)];

    /// <inheritdoc/>
    public async Task PrepareAsync(IBroker broker, CancellationToken stop)
    {
        await broker.DeclareAsync(new TopicDefinition(UsageFeed.Topic), stop);
        for (var i = 1; i <= run.Options.Subscribers; i++)
        {
            var name = $"client-{run.Id}-{i}";
            var client = await run.ConnectAsync(name, stop);
            var subscriber = new Subscriber(name, feed);
            await subscriber.SubscribeAsync(client, stop);
            _subscribers.Add((subscriber, client));
        }
    }

    /// <inheritdoc/>
    public async Task RunAsync(CancellationToken stop)
    {
        await using var crew = new Crew(stop);
        foreach (var (subscriber, client) in _subscribers)
        {
            subscriber.Ledger.SendAll(feed.Ids);
            crew.Start(token => subscriber.RunAsync(client, token));
        }

        await crew.UntilAsync(feed.PublishAsync(await run.ConnectAsync("events", stop), stop));
        await crew.UntilAsync(Task.WhenAll(Ledgers.Select(ledger => ledger.WaitAsync(run.Options.Patience, stop))));
    }
}
