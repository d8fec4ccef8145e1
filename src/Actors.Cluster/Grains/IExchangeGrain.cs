using Actors.Cluster.Wire;

namespace Actors.Cluster.Grains;

/// <summary>
/// An exchange; its key is the exchange's name, which it shares with queues and topics. It keeps the bindings; routing is done
/// by each broker instance with a copy of them.
/// </summary>
[Alias("actors.exchange")]
public interface IExchangeGrain : ILogGrain
{
    /// <summary>Makes sure the exchange exists with exactly this definition.</summary>
    /// <param name="exchange">The definition; its name is the grain's key.</param>
    [Alias("declare-exchange")]
    Task DeclareAsync(ExchangeDefinition exchange);

    /// <summary>Makes sure a binding exists.</summary>
    /// <param name="binding">The binding; its exchange is the grain's key.</param>
    /// <returns>The exchange with it.</returns>
    [Alias("bind")]
    Task<ExchangeTable> BindAsync(BindingDefinition binding);

    /// <summary>Removes a binding.</summary>
    /// <param name="binding">The binding, exactly as it was made.</param>
    /// <returns>Whether it was there, and the exchange without it.</returns>
    [Alias("unbind")]
    Task<ExchangeChange> UnbindAsync(BindingDefinition binding);

    /// <summary>The exchange with its bindings.</summary>
    /// <param name="knownVersion">The version the caller has; 0 for none.</param>
    /// <returns>No table if that version is the current one, or if there is no exchange of this name, which counts as changed.</returns>
    [Alias("table")]
    Task<ExchangeChange> TableAsync(long knownVersion);

    /// <summary>The exchanges that may have bindings to this exchange, queue or topic.</summary>
    [Alias("bound-by")]
    Task<string[]> BoundByAsync();
}
