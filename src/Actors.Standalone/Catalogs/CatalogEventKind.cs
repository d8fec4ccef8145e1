namespace Actors.Standalone.Catalogs;

/// <summary>What can happen to the catalog; the number is the event's tag in the journal and never changes its meaning.</summary>
internal enum CatalogEventKind : byte
{
    /// <summary>A snapshot begins: nothing is declared. Epoch, last actor number.</summary>
    Reset = 1,

    /// <summary>The broker started. Epoch.</summary>
    Started = 2,

    /// <summary>A queue, topic or exchange exists. Actor number, kind, name.</summary>
    Declared = 3,

    /// <summary>A queue, topic or exchange is gone, and its bindings with it. Actor number.</summary>
    Deleted = 4,

    /// <summary>What an exchange is. Actor number, options.</summary>
    Defined = 5,

    /// <summary>A binding exists. Actor number of its exchange, destination, whether that is an exchange, headers match, what it asks of a message.</summary>
    Bound = 6,

    /// <summary>A binding is gone. As before.</summary>
    Unbound = 7,
}
