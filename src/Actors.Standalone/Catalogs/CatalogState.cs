using Actors.Core.Events;
using Actors.Core.Exchanges;

namespace Actors.Standalone.Catalogs;

/// <summary>Which queues, topics and exchanges there are, by actor number; how often the broker has started.</summary>
internal sealed class CatalogState
{
    private readonly SortedDictionary<long, (EntityKind Kind, string Name)> _declared = [];

    /// <summary>The number of the catalog's own actor.</summary>
    public const long Actor = 1;

    /// <summary>The broker's life.</summary>
    public long Epoch { get; private set; }

    /// <summary>The highest number given to an actor so far. Numbers are never given twice.</summary>
    public long LastActor { get; private set; } = Actor;

    public IEnumerable<KeyValuePair<long, (EntityKind Kind, string Name)>> Declared => _declared;

    /// <summary>What the exchanges among them are, and their bindings.</summary>
    public CatalogExchanges Exchanges { get; } = new();

    public void Start(EventWriter events)
    {
        Epoch++;
        Write(events, CatalogEventKind.Started, Epoch);
    }

    public long Declare(EventWriter events, EntityKind kind, string name)
    {
        LastActor++;
        WriteDeclared(events, LastActor, kind, name);
        _declared.Add(LastActor, (kind, name));
        return LastActor;
    }

    public void DeclareExchange(EventWriter events, ExchangeDefinition exchange)
    {
        ExchangeEvents.Defined(events, Declare(events, EntityKind.Exchange, exchange.Name), exchange);
        Exchanges.Define(exchange);
    }

    public void Bind(EventWriter events, Binding binding, int most)
    {
        Exchanges.Bind(binding, most);
        ExchangeEvents.Bound(events, CatalogEventKind.Bound, NumberOf(binding.Definition.Exchange), binding);
    }

    public void Unbind(EventWriter events, Binding binding)
    {
        Exchanges.Unbind(binding);
        ExchangeEvents.Bound(events, CatalogEventKind.Unbound, NumberOf(binding.Definition.Exchange), binding);
        DeleteIfUnbound(events, binding.Definition.Exchange);
    }

    public void Delete(EventWriter events, long actor)
    {
        Write(events, CatalogEventKind.Deleted, actor);
        foreach (var exchange in Forget(actor))
        {
            DeleteIfUnbound(events, exchange);
        }
    }

    public void DeleteExchange(EventWriter events, string name) => Delete(events, NumberOf(name));

    public void Snapshot(EventWriter events)
    {
        Write(events, CatalogEventKind.Reset, Epoch);
        events.Number(LastActor);
        foreach (var (actor, (kind, name)) in _declared)
        {
            WriteDeclared(events, actor, kind, name);
            if (Exchanges.TryFind(name, out var exchange))
            {
                ExchangeEvents.Defined(events, actor, exchange.Definition);
            }
        }

        foreach (var (actor, (_, name)) in _declared)
        {
            foreach (var binding in Exchanges.Find(name)?.Bindings ?? [])
            {
                ExchangeEvents.Bound(events, CatalogEventKind.Bound, actor, binding);
            }
        }
    }

    public void Replay(ReadOnlySpan<byte> events)
    {
        var reader = new EventReader(events);
        while (!reader.AtEnd)
        {
            var kind = (CatalogEventKind)reader.Kind();
            var number = reader.Number();
            switch (kind)
            {
                case CatalogEventKind.Reset:
                    _declared.Keys.ToList().ForEach(actor => Forget(actor));
                    (Epoch, LastActor) = (number, reader.Number());
                    break;
                case CatalogEventKind.Started:
                    Epoch = number;
                    break;
                case CatalogEventKind.Declared:
                    _declared[number] = ((EntityKind)reader.Number(), reader.Text());
                    LastActor = Math.Max(LastActor, number);
                    break;
                case CatalogEventKind.Deleted:
                    Forget(number);
                    break;
                case CatalogEventKind.Defined:
                    Exchanges.Define(ExchangeEvents.ReadDefined(ref reader, _declared[number].Name));
                    break;
                case CatalogEventKind.Bound:
                    Exchanges.Bind(ExchangeEvents.ReadBound(ref reader, _declared[number].Name));
                    break;
                case CatalogEventKind.Unbound:
                    Exchanges.Unbind(ExchangeEvents.ReadBound(ref reader, _declared[number].Name));
                    break;
                default:
                    throw new InvalidDataException($"The catalog holds an event of the unknown kind {(byte)kind}.");
            }
        }
    }

    private void DeleteIfUnbound(EventWriter events, string exchange)
    {
        if (Exchanges.TryFind(exchange, out var found) && found.Definition.AutoDelete && found.Bindings.IsEmpty)
        {
            Delete(events, NumberOf(exchange));
        }
    }

    private IReadOnlyList<string> Forget(long actor) => _declared.Remove(actor, out var gone) ? Exchanges.Forget(gone.Name) : [];

    // Exchanges are few and change rarely.
    private long NumberOf(string exchange) => _declared.First(entry => entry.Value is (EntityKind.Exchange, var name) && name == exchange).Key;

    private static void WriteDeclared(EventWriter events, long actor, EntityKind kind, string name)
    {
        Write(events, CatalogEventKind.Declared, actor);
        events.Number((byte)kind);
        events.Text(name);
    }

    private static void Write(EventWriter events, CatalogEventKind kind, long number)
    {
        events.Kind((EventKind)kind);
        events.Number(number);
    }
}
