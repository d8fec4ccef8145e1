namespace Actors.Gateway.Http;

/// <summary>A page of entities.</summary>
/// <param name="Items">The entities, by address.</param>
/// <param name="Next">What to ask for as <c>after</c> to get the next page; null on the last.</param>
internal sealed record EntityPage(IReadOnlyList<EntityView> Items, string? Next);
