using Actors.Sample.Bookkeeping;

namespace Actors.Sample.Broadcasts;

/// <summary>A connected client that wants every event as long as it is there. Its subscription is ephemeral: it goes when the client does.</summary>
internal sealed class Subscriber(string name, UsageFeed feed)
{
    private int _next;

    /// <summary>What it received.</summary>
    public Ledger Ledger { get; } = new();

    /// <summary>Whether all events came in the order they were published.</summary>
    public bool InOrder { get; private set; } = true;

    /// <summary>Subscribes. What is published from now on will come.</summary>
    public async Task SubscribeAsync(IBroker broker, CancellationToken stop) =>
        await broker.DeclareAsync(new SubscriptionDefinition(UsageFeed.Topic, name) { Ephemeral = true }, stop);

    /// <summary>Receives until it is stopped.</summary>
    public async Task RunAsync(IBroker broker, CancellationToken stop)
    {
        var source = EntityName.Subscription(UsageFeed.Topic, name);
        await foreach (var delivery in broker.ConsumeAsync(source, new ConsumerOptions { AutoAck = true, Prefetch = 1_000 }, stop))
        {
            Ledger.Deliver(delivery);
            var id = delivery.Message.Id;
            InOrder &= _next < feed.Ids.Count && feed.Ids[_next++] == id;
            Ledger.Process(id);
        }
    }
}
