namespace Actors.Gateway.Connections;

/// <summary>What a connection's silence asks for.</summary>
internal enum Verdict
{
    /// <summary>Nothing.</summary>
    Fine,

    /// <summary>A sign of life should be asked for.</summary>
    Ping,

    /// <summary>The handshake took too long.</summary>
    Late,

    /// <summary>The other side has to be taken for dead.</summary>
    Dead,
}
