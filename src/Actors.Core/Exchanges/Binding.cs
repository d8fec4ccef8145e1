namespace Actors.Core.Exchanges;

/// <summary>A binding as it is kept: with what its destination is, which does not change as long as the binding is there.</summary>
/// <param name="Definition">The binding.</param>
/// <param name="ToExchange">Whether its destination is an exchange.</param>
internal sealed record Binding(BindingDefinition Definition, bool ToExchange)
{
    public Destination Destination => new(Definition.Destination, ToExchange);
}
