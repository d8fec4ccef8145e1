namespace Actors.Sample.Tenants;

/// <summary>Somebody who sends requests.</summary>
/// <param name="Name">The key of the requests.</param>
/// <param name="Requests">How many.</param>
/// <param name="Pause">How long between two.</param>
internal readonly record struct Tenant(string Name, int Requests, TimeSpan Pause);
