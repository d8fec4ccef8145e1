using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using Actors.Core.Exchanges;

namespace Actors.Standalone.Catalogs;

/// <summary>The exchanges and what they are bound to. Changed by one thread at a time, as the catalog says; read on any.</summary>
internal sealed class CatalogExchanges
{
    // They are all in each snapshot of the catalog, which is one record.
    private const int MostBytes = 8 * 1024 * 1024;

    private readonly ConcurrentDictionary<string, BoundExchange> _exchanges = new(StringComparer.Ordinal);
    private readonly Dictionary<string, HashSet<string>> _leadingTo = new(StringComparer.Ordinal);
    private long _bytes;

    public IEnumerable<string> Names => _exchanges.Keys;

    public int Count => _exchanges.Count;

    public bool TryFind(string name, [NotNullWhen(true)] out BoundExchange? exchange) => _exchanges.TryGetValue(name, out exchange);

    public BoundExchange? Find(string name) => _exchanges.GetValueOrDefault(name);

    /// <summary>An exchange exists.</summary>
    public void Define(ExchangeDefinition definition) => _exchanges[definition.Name] = new BoundExchange(definition);

    /// <summary>A binding exists.</summary>
    /// <param name="binding">The binding; its exchange is there.</param>
    /// <param name="most">Most bindings its exchange may have.</param>
    public void Bind(Binding binding, int most = int.MaxValue)
    {
        var bytes = BytesOf(binding.Definition);
        if (most < int.MaxValue && _bytes + bytes > MostBytes)
        {
            throw new BrokerException(ErrorCode.LimitExceeded, $"All bindings together have {_bytes} encoded bytes; at most {MostBytes} are allowed.");
        }

        var name = binding.Definition.Exchange;
        _exchanges[name] = _exchanges[name].With(binding, most);
        if (!_leadingTo.TryGetValue(binding.Definition.Destination, out var exchanges))
        {
            _leadingTo.Add(binding.Definition.Destination, exchanges = new HashSet<string>(StringComparer.Ordinal));
        }

        exchanges.Add(name);
        _bytes += bytes;
    }

    /// <summary>A binding is gone.</summary>
    public void Unbind(Binding binding) => Remove(binding.Definition.Exchange, [binding]);

    /// <summary>A queue, a topic or an exchange is gone, and with it its bindings.</summary>
    /// <returns>The exchanges that lost bindings by it.</returns>
    public IReadOnlyList<string> Forget(string name)
    {
        if (_exchanges.TryGetValue(name, out var deleted))
        {
            Remove(name, deleted.Bindings);
            _exchanges.TryRemove(name, out _);
        }

        if (!_leadingTo.Remove(name, out var exchanges))
        {
            return [];
        }

        foreach (var exchange in exchanges.Where(_exchanges.ContainsKey))
        {
            Remove(exchange, [.. _exchanges[exchange].Bindings.Where(binding => binding.Definition.Destination == name)]);
        }

        return [.. exchanges.Where(_exchanges.ContainsKey)];
    }

    /// <summary>The bindings of an exchange, and those that lead to a name.</summary>
    public IEnumerable<BindingDefinition> BindingsOf(string name)
    {
        var own = Find(name)?.Bindings.Select(binding => binding.Definition) ?? [];
        var leading = _leadingTo.GetValueOrDefault(name) ?? [];
        return own.Concat(leading.SelectMany(exchange => _exchanges[exchange].Bindings).Select(binding => binding.Definition).Where(binding => binding.Destination == name))
            .Distinct();
    }

    private void Remove(string exchange, IReadOnlyCollection<Binding> gone)
    {
        var rest = _exchanges[exchange] = _exchanges[exchange].Without(gone);
        foreach (var binding in gone)
        {
            _bytes -= BytesOf(binding.Definition);
            var destination = binding.Definition.Destination;
            if (_leadingTo.TryGetValue(destination, out var exchanges) && !rest.Bindings.Any(other => other.Definition.Destination == destination))
            {
                exchanges.Remove(exchange);
                if (exchanges.Count == 0)
                {
                    _leadingTo.Remove(destination);
                }
            }
        }
    }

    private static long BytesOf(BindingDefinition binding) => 16 + binding.Destination.Length * 3 + binding.EncodeMatch().Length;
}
