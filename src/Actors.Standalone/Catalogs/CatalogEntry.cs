using Actors.Standalone.LogActors;

namespace Actors.Standalone.Catalogs;

/// <summary>A queue or topic as the catalog knows it.</summary>
/// <param name="Actor">The actor at work.</param>
/// <param name="Declared">Ends once the declaration is durable.</param>
internal sealed record CatalogEntry(LogActor Actor, Task Declared)
{
    public string Name => Actor.Name;

    public EntityKind Kind => Actor.Kind;
}
