namespace Actors;

/// <summary>Whether a broker can do its work at this moment; a broker that can tell is registered under this, too.</summary>
public interface IBrokerHealth
{
    /// <summary>Why messages cannot be stored now, in one sentence; null when they can. Quick to read: nothing is tried out.</summary>
    string? Fault { get; }
}
