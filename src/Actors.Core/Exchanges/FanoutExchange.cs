namespace Actors.Core.Exchanges;

/// <summary>Picks everything that is bound.</summary>
internal sealed class FanoutExchange(IEnumerable<Binding> bindings) : Exchange
{
    private readonly Destination[] _all = [.. bindings.Select(binding => binding.Destination).Distinct()];

    public override void Match(ref RoutedMessage message, HashSet<Destination> into) => into.UnionWith(_all);
}
