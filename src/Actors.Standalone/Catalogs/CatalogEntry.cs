using Actors.Runtime.LogActors;
using Actors.Standalone.Journals;

namespace Actors.Standalone.Catalogs;

/// <summary>A queue or topic as the catalog knows it.</summary>
/// <param name="Actor">The actor at work.</param>
/// <param name="Store">Its part of the journal.</param>
/// <param name="Declared">Ends once the declaration is durable.</param>
internal sealed record CatalogEntry(LogActor Actor, JournalStore Store, Task Declared)
{
    public string Name => Actor.Name;

    public EntityKind Kind => Actor.Kind;
}
