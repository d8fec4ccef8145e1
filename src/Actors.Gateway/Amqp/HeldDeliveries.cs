namespace Actors.Gateway.Amqp;

/// <summary>
/// Deliveries that came for the consumers of a channel while the channel as a whole held as many as it may. The broker counts
/// what each consumer holds; only here is known what they hold together. Guarded by the channel's gate.
/// </summary>
internal sealed class HeldDeliveries
{
    private readonly LinkedList<HeldRun> _runs = new();

    /// <summary>How many messages the channel may hold; 0 for no limit.</summary>
    public int Limit { get; set; }

    /// <summary>How many more the channel may take now.</summary>
    /// <param name="count">How many it holds.</param>
    public int Room(int count) => Limit == 0 ? int.MaxValue : _runs.Count > 0 ? 0 : Math.Max(0, Limit - count);

    /// <summary>Keeps what there is no room for.</summary>
    /// <param name="consumer">Whom it is for.</param>
    /// <param name="run">The messages; they are copied.</param>
    public void Keep(AmqpConsumer consumer, in DeliveryRun run) => _runs.AddLast(new HeldRun(consumer, run.Leases, run.PublishedAt, run.Messages.ToArray()));

    /// <summary>Hands on what there is room for now.</summary>
    /// <param name="deliveries">What the channel holds.</param>
    public void Drain(UnsettledTable deliveries)
    {
        while (_runs.First is { } first && Limit - deliveries.Count is var room && (room > 0 || Limit == 0))
        {
            _runs.RemoveFirst();
            var run = first.Value;
            var now = Limit == 0 ? run.Leases.Count : Math.Min(run.Leases.Count, room);
            if (now < run.Leases.Count)
            {
                _runs.AddFirst(run.From(now));
            }

            run.Consumer.Write(run.UpTo(now));
        }
    }

    /// <summary>Gives up what is kept for a consumer.</summary>
    /// <param name="consumer">The consumer.</param>
    /// <returns>The leases, to be given back.</returns>
    public IReadOnlyList<LeaseRun> Drop(AmqpConsumer consumer)
    {
        var dropped = _runs.Where(run => run.Consumer == consumer).ToList();
        dropped.ForEach(run => _runs.Remove(run));
        return dropped.ConvertAll(run => run.Leases);
    }
}
