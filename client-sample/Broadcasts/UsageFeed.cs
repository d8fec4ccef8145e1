namespace Actors.Sample.Broadcasts;

/// <summary>The topic and what is published to it: made-up events, the same in every run, in an order that everybody can check.</summary>
internal sealed class UsageFeed
{
    /// <summary>The topic.</summary>
    public const string Topic = "sample.usage";

    private const int Seed = 11;
    private const int BatchSize = 100;

    /// <summary>Makes the events up.</summary>
    public UsageFeed(SampleRun run)
    {
        var dice = new Random(Seed);
        Events = [.. Enumerable.Range(0, run.Options.Events).Select(_ => UsageEvent.Next(dice))];
        Ids = [.. Enumerable.Range(0, run.Options.Events).Select(number => run.MessageId($"event-{number}"))];
    }

    /// <summary>The events, in order.</summary>
    public IReadOnlyList<UsageEvent> Events { get; }

    /// <summary>The ids of their messages.</summary>
    public IReadOnlyList<string> Ids { get; }

    /// <summary>Publishes them all. Batches need not wait for one another to stay in order.</summary>
    public async Task PublishAsync(IBroker broker, CancellationToken stop)
    {
        var confirms = Enumerable.Range(0, Events.Count)
            .Select(number => Events[number].ToMessage(Ids[number]))
            .Chunk(BatchSize)
            .Select(batch => broker.PublishAsync(Topic, batch, stop).AsTask())
            .ToList();
        foreach (var receipt in await Task.WhenAll(confirms))
        {
            receipt.ThrowIfRefused();
        }
    }
}
