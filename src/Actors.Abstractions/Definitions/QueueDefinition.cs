namespace Actors;

/// <summary>A queue: messages in order, shared by competing consumers.</summary>
/// <param name="Name">Its name; see <see cref="EntityName"/>.</param>
public sealed record QueueDefinition(string Name) : ConsumptionPolicy
{
    /// <summary>
    /// Most messages that may wait, ready or delayed; from 1, null, the default, for any number. Messages under lease are bounded
    /// by the prefetch of their consumers and do not count.
    /// </summary>
    public long? MaxLength { get; init; }

    /// <summary>Most encoded bytes that may wait, counted like <see cref="MaxLength"/>; from 1, null, the default, for any number.</summary>
    public long? MaxBytes { get; init; }

    /// <summary>What happens to a message that does not fit within <see cref="MaxLength"/> or <see cref="MaxBytes"/>.</summary>
    public OverflowPolicy Overflow { get; init; }

    /// <summary>Which messages are taken for duplicates; null, the default, for none.</summary>
    public Deduplication? Deduplication { get; init; }

    /// <summary>Refuses a definition that is out of range.</summary>
    /// <exception cref="BrokerException"><see cref="ErrorCode.InvalidArgument"/>, naming the property and its range.</exception>
    public void Validate()
    {
        EntityName.Validate(Name, "queue");
        ValidatePolicy($"queue '{Name}'", Name);
        LengthRules.Validate(this);
        Deduplication?.Validate($"queue '{Name}'");
    }
}
