namespace Actors.Gateway.Amqp;

/// <summary>Where messages are published to.</summary>
/// <param name="Name">The queue or exchange, as the broker calls it.</param>
/// <param name="Exchange">The exchange, as AMQP clients call it; empty for a queue reached over the default exchange.</param>
/// <param name="IsMandatory">Whether messages that no queue gets come back.</param>
internal sealed record PublishTarget(string Name, string Exchange, bool IsMandatory)
{
    /// <summary>Whether that there is no such name only means that no queue gets the messages.</summary>
    public bool MayBeMissing => Exchange.Length == 0 || BuiltInExchanges.Has(Exchange);
}
