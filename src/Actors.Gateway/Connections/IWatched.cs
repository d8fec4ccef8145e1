namespace Actors.Gateway.Connections;

/// <summary>A connection of whatever protocol, as the gateway watches it.</summary>
internal interface IWatched
{
    /// <summary>A moment has passed: time to look how long the other side has been silent.</summary>
    void Pulse();
}
