namespace Actors;

/// <summary>A change of a client's connection.</summary>
/// <param name="State">How things stand now.</param>
/// <param name="Endpoint">The broker's <c>host:port</c>, of the connection that is there or that was lost; null before the first.</param>
/// <param name="Reason">Why the connection was lost or could not be made; null when it is there or was closed by the client.</param>
public sealed record ConnectionChange(ConnectionState State, string? Endpoint, Exception? Reason);
