using Actors.Cluster.Wire;

namespace Actors.Cluster.Deliveries;

/// <summary>Puts what one attached consumer gets into its broker instance's pipe.</summary>
internal sealed class PipeSink(DeliveryPipe pipe, ConsumerKey consumer) : IDeliverySink
{
    public ConsumerKey Consumer => consumer;

    public void Deliver(in DeliveryRun run) => pipe.Put(consumer.Attachment, run);

    /// <summary>The consumer ended by its own wish if there is no reason; then nobody has to be told.</summary>
    public void Closed(BrokerException? reason)
    {
        if (reason is not null)
        {
            pipe.PutEnd(consumer.Attachment, reason);
        }
    }

    /// <summary>The grain is going away: the consumer is to attach again wherever it will be.</summary>
    public void Orphaned() => pipe.PutEnd(consumer.Attachment, reason: null);

    public void Leave() => pipe.Remove(consumer.Attachment);
}
