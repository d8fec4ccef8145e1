using Actors.Histories;

namespace Actors.Simulation.Tests.Worlds;

/// <summary>Takes deliveries and tells the world of each; may be set to fail.</summary>
/// <param name="place">What it consumes.</param>
/// <param name="leaseTimeout">How long it holds a message.</param>
/// <param name="take">Takes a message: its lease and its encoded form.</param>
internal sealed class SimulatedConsumer(Place place, TimeSpan leaseTimeout, Action<SimulatedConsumer, LeaseRun, EncodedMessage> take) : IDeliverySink
{
    private volatile bool _isClosed;

    public Place Place => place;

    public TimeSpan LeaseTimeout => leaseTimeout;

    /// <summary>The other side of it, once it is attached.</summary>
    public IConsumer? Consumer { get; set; }

    /// <summary>Whether it throws at the next delivery.</summary>
    public bool Fails { get; set; }

    /// <summary>Whether it is on its way out: what it gets from now on may come back at any time.</summary>
    public bool IsLeaving { get; set; }

    public bool IsClosed => _isClosed;

    public void Deliver(in DeliveryRun run)
    {
        ReadOnlyMemory<byte> rest = run.Messages.ToArray();
        if (Fails)
        {
            throw new InvalidOperationException("This consumer was set to fail.");
        }

        for (var i = 0; i < run.Leases.Count; i++)
        {
            take(this, run.Leases with { FirstOffset = run.Leases.FirstOffset + i, Count = 1 }, EncodedMessage.Take(ref rest));
        }
    }

    public void Closed(BrokerException? reason) => _isClosed = true;
}
