namespace Actors.Runtime.Consumers;

/// <summary>Where an actor's deliveries to one consumer go.</summary>
internal abstract class ActorConsumer
{
    /// <summary>The number of the subscription it takes from.</summary>
    public int Subscription { get; protected set; }

    /// <summary>Takes a run of messages; the memory is lent.</summary>
    public abstract void Deliver(in DeliveryRun run);

    /// <summary>It could not take a delivery.</summary>
    public abstract void Fail(Exception error);

    /// <summary>What it holds is not its any more, and comes again.</summary>
    public virtual void LeasesLost()
    {
    }

    /// <summary>A receive ends.</summary>
    public virtual void Ended()
    {
    }

    /// <summary>What it consumes is gone, or the broker is stopping.</summary>
    public abstract void Closed(BrokerException reason);

    /// <summary>The actor failed and will be back in another life.</summary>
    public virtual void Orphaned(BrokerException reason) => Closed(reason);
}
