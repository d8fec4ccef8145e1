namespace Actors.Cluster;

/// <summary>How a silo hosts queues and topics.</summary>
public sealed class ActorsClusterOptions
{
    /// <summary>The PostgreSQL database of the cluster, as Npgsql takes it. Its user must be allowed to create a schema.</summary>
    public string ConnectionString { get; set; } = "";

    /// <summary>What the broker accepts.</summary>
    public Limits Limits { get; set; } = Limits.Default;

    /// <summary>The name of the cluster: silos with the same name and database form one. <c>actors</c> by default.</summary>
    public string ClusterId { get; set; } = "actors";

    /// <summary>
    /// How long a silo may leave a probe unanswered; two in a row and it is declared dead and replaced. 1 second by default: shorter
    /// brings queues back sooner after a crash, and kills silos that only stall, in a garbage collection for instance.
    /// </summary>
    public TimeSpan ProbeTimeout { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>The clock.</summary>
    public TimeProvider Clock { get; set; } = TimeProvider.System;

    /// <summary>Refuses options that cannot work.</summary>
    /// <exception cref="BrokerException"><see cref="ErrorCode.InvalidArgument"/>, naming the option.</exception>
    public void Validate()
    {
        if (string.IsNullOrWhiteSpace(ConnectionString))
        {
            throw new BrokerException(ErrorCode.InvalidArgument, $"The {nameof(ConnectionString)} is missing; it names the PostgreSQL database, for instance Host=localhost;Database=actors;Username=actors.");
        }

        if (ProbeTimeout < TimeSpan.FromMilliseconds(100) || ProbeTimeout > TimeSpan.FromMinutes(1))
        {
            throw new BrokerException(ErrorCode.InvalidArgument, $"The {nameof(ProbeTimeout)} {ProbeTimeout} is out of range; allowed: 100 milliseconds to 1 minute.");
        }

        Limits.Validate();
    }
}
