namespace Actors.Standalone.Catalogs;

/// <summary>What can happen to the catalog; the number is the event's tag in the journal and never changes its meaning.</summary>
internal enum CatalogEventKind : byte
{
    /// <summary>A snapshot begins: nothing is declared. Epoch, last actor number.</summary>
    Reset = 1,

    /// <summary>The broker started. Epoch.</summary>
    Started = 2,

    /// <summary>A queue or topic exists. Actor number, kind, name.</summary>
    Declared = 3,

    /// <summary>A queue or topic is gone. Actor number.</summary>
    Deleted = 4,
}
