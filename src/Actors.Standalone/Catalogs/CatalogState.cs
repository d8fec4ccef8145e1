using Actors.Core.Events;

namespace Actors.Standalone.Catalogs;

/// <summary>Which queues and topics there are, by actor number; how often the broker has started.</summary>
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

    public void Delete(EventWriter events, long actor)
    {
        Write(events, CatalogEventKind.Deleted, actor);
        _declared.Remove(actor);
    }

    public void Snapshot(EventWriter events)
    {
        Write(events, CatalogEventKind.Reset, Epoch);
        events.Number(LastActor);
        foreach (var (actor, (kind, name)) in _declared)
        {
            WriteDeclared(events, actor, kind, name);
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
                    _declared.Clear();
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
                    _declared.Remove(number);
                    break;
                default:
                    throw new InvalidDataException($"The catalog holds an event of the unknown kind {(byte)kind}.");
            }
        }
    }

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
