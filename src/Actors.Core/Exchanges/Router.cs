namespace Actors.Core.Exchanges;

/// <summary>Follows a message from one exchange through those it leads to, to the queues and topics at the end.</summary>
/// <param name="find">Finds an exchange by name; null if there is none, which is then passed over.</param>
internal sealed class Router(Func<string, Exchange?> find)
{
    private readonly HashSet<Destination> _matched = [];
    private readonly HashSet<string> _visited = new(StringComparer.Ordinal);
    private readonly Stack<string> _ahead = new();

    /// <summary>
    /// The queues and topics of a message, each once, however many ways lead there. An exchange is passed once for a message,
    /// so bindings may form circles.
    /// </summary>
    public IEnumerable<string> Route(string exchange, EncodedMessage encoded)
    {
        var message = new RoutedMessage(encoded);
        var destinations = new HashSet<string>(StringComparer.Ordinal);
        _visited.Clear();
        Visit(exchange);
        while (_ahead.TryPop(out var name))
        {
            if (find(name) is not { } passed)
            {
                continue;
            }

            _matched.Clear();
            passed.Match(ref message, _matched);
            if (_matched.Count == 0 && passed.Alternate is { } alternate)
            {
                Visit(alternate);
            }

            foreach (var destination in _matched)
            {
                if (destination.IsExchange)
                {
                    Visit(destination.Name);
                }
                else
                {
                    destinations.Add(destination.Name);
                }
            }
        }

        return destinations;
    }

    private void Visit(string exchange)
    {
        if (_visited.Add(exchange))
        {
            _ahead.Push(exchange);
        }
    }
}
