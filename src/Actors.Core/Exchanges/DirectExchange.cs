namespace Actors.Core.Exchanges;

/// <summary>Picks those bound with a key equal to the subject.</summary>
internal sealed class DirectExchange : Exchange
{
    private readonly Dictionary<string, HashSet<Destination>> _byKey = new(StringComparer.Ordinal);

    public DirectExchange(IEnumerable<Binding> bindings)
    {
        foreach (var binding in bindings)
        {
            if (!_byKey.TryGetValue(binding.Definition.Key, out var destinations))
            {
                _byKey.Add(binding.Definition.Key, destinations = []);
            }

            destinations.Add(binding.Destination);
        }
    }

    public override void Match(ref RoutedMessage message, HashSet<Destination> into)
    {
        if (_byKey.TryGetValue(message.Subject, out var destinations))
        {
            into.UnionWith(destinations);
        }
    }
}
