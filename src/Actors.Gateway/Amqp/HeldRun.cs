namespace Actors.Gateway.Amqp;

/// <summary>Neighbouring messages that wait for their channel.</summary>
/// <param name="Consumer">Whom they are for.</param>
/// <param name="Leases">Their leases.</param>
/// <param name="PublishedAt">When the broker stored them.</param>
/// <param name="Messages">The encoded messages.</param>
internal sealed record HeldRun(AmqpConsumer Consumer, LeaseRun Leases, DateTimeOffset PublishedAt, ReadOnlyMemory<byte> Messages)
{
    /// <summary>The first of them.</summary>
    /// <param name="count">How many.</param>
    public DeliveryRun UpTo(int count) => new(Leases with { Count = count }, PublishedAt, Messages.Span[..EncodedMessage.OffsetOf(Messages.Span, count)]);

    /// <summary>All but the first of them.</summary>
    /// <param name="count">How many to leave out.</param>
    public HeldRun From(int count) => this with
    {
        Leases = Leases with { FirstOffset = Leases.FirstOffset + count, Count = Leases.Count - count },
        Messages = Messages[EncodedMessage.OffsetOf(Messages.Span, count)..],
    };
}
