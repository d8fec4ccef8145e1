using Actors.Cluster.Silos;

namespace Actors.Cluster.Clients;

/// <summary>Whether this silo can store messages: only while PostgreSQL answers.</summary>
internal sealed class SiloHealth(SiloEngine engine) : IBrokerHealth
{
    public string? Fault => engine.Store.Fault;
}
