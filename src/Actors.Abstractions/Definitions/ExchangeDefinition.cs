namespace Actors;

/// <summary>
/// An exchange: picks queues, topics and other exchanges for what is published to it, by its bindings. It holds no messages.
/// </summary>
/// <param name="Name">Its name; exchanges share the names of queues and topics, see <see cref="EntityName"/>.</param>
public sealed record ExchangeDefinition(string Name)
{
    /// <summary>How it picks destinations; <see cref="ExchangeKind.Direct"/> by default.</summary>
    public ExchangeKind Kind { get; init; }

    /// <summary>
    /// The exchange that gets the messages for which no binding of this one matches; null, the default, for none. It need not
    /// exist: as long as it does not, such messages are unroutable.
    /// </summary>
    public string? AlternateExchange { get; init; }

    /// <summary>Reached through bindings only: publishing to it by name is refused.</summary>
    public bool Internal { get; init; }

    /// <summary>Deleted when the last of its bindings is removed. One that never had any stays.</summary>
    public bool AutoDelete { get; init; }

    /// <summary>Refuses a definition that is out of range.</summary>
    /// <exception cref="BrokerException"><see cref="ErrorCode.InvalidArgument"/>, naming the property and its range.</exception>
    public void Validate()
    {
        EntityName.Validate(Name, "exchange");
        if (Kind > ExchangeKind.Headers)
        {
            throw new BrokerException(ErrorCode.InvalidArgument, $"The {nameof(Kind)} {(byte)Kind} of the exchange '{Name}' is unknown; allowed: 0 to {(byte)ExchangeKind.Headers}.");
        }

        if (AlternateExchange is not null)
        {
            EntityName.Validate(AlternateExchange, "alternate exchange");
            if (AlternateExchange == Name)
            {
                throw new BrokerException(ErrorCode.InvalidArgument, $"The exchange '{Name}' cannot be its own {nameof(AlternateExchange)}.");
            }
        }
    }

    /// <summary>Names the first property in which another definition differs; null when none does.</summary>
    internal string? DifferenceTo(ExchangeDefinition other) =>
        DefinitionOptions.DifferenceBetween(DefinitionOptions.Encode(this), DefinitionOptions.Encode(other));
}
