namespace Actors;

/// <summary>How a client stands with its broker.</summary>
public enum ConnectionState
{
    /// <summary>Not connected; the client is trying its endpoints in turn. Calls wait.</summary>
    Connecting,

    /// <summary>Connected.</summary>
    Connected,

    /// <summary>Disposed; every call is refused.</summary>
    Closed,
}
