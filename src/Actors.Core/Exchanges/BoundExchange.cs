using System.Collections.Immutable;

namespace Actors.Core.Exchanges;

/// <summary>An exchange with its bindings. Never changes: whoever routes has a whole one, and a change makes another.</summary>
internal sealed class BoundExchange(ExchangeDefinition definition, ImmutableHashSet<Binding> bindings, long version)
{
    private Exchange? _routing;
    private string[]? _next;

    /// <summary>An exchange without bindings.</summary>
    public BoundExchange(ExchangeDefinition definition)
        : this(definition, [], 0)
    {
    }

    public ExchangeDefinition Definition { get; } = definition;

    public ImmutableHashSet<Binding> Bindings { get; } = bindings;

    /// <summary>Grows with every change.</summary>
    public long Version { get; } = version;

    /// <summary>Its routing function, made when it is first asked for: a thousand bindings made one after the other cost one.</summary>
    public Exchange Routing => _routing ??= Exchange.Of(Definition, Bindings);

    /// <summary>The exchanges that a message may go to from here, whether they exist or not.</summary>
    public IReadOnlyList<string> NextExchanges => _next ??=
        [.. Bindings.Where(binding => binding.ToExchange).Select(binding => binding.Definition.Destination).Append(Definition.AlternateExchange).OfType<string>().Distinct()];

    /// <summary>With one binding more.</summary>
    /// <exception cref="BrokerException"><see cref="ErrorCode.LimitExceeded"/>.</exception>
    public BoundExchange With(Binding binding, int most)
    {
        if (Bindings.Count >= most)
        {
            throw new BrokerException(ErrorCode.LimitExceeded, $"The exchange '{Definition.Name}' has {Bindings.Count} bindings; at most {most} are allowed ({nameof(Limits.BindingsPerExchange)}).");
        }

        return new BoundExchange(Definition, Bindings.Add(binding), Version + 1);
    }

    /// <summary>Without some of its bindings.</summary>
    public BoundExchange Without(IEnumerable<Binding> gone) => new(Definition, Bindings.Except(gone), Version + 1);

    /// <summary>Its binding with exactly this definition; null if there is none.</summary>
    public Binding? Find(BindingDefinition binding) =>
        Bindings.TryGetValue(new Binding(binding, false), out var found) || Bindings.TryGetValue(new Binding(binding, true), out found) ? found : null;
}
