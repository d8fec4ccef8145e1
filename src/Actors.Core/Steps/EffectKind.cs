namespace Actors.Core.Steps;

/// <summary>What the world is to be told once a step is durable.</summary>
public enum EffectKind : byte
{
    /// <summary>Hand the run to the consumer.</summary>
    Deliver,

    /// <summary>Publish the run to the dead-letter queue, then report it with <see cref="Logs.LogMachine.Departed"/>.</summary>
    DeadLetter,

    /// <summary>No subscription needs the run any more.</summary>
    Free,

    /// <summary>The receive ends without messages.</summary>
    ReceiveEnded,

    /// <summary>The last consumer of an ephemeral subscription left.</summary>
    Vacated,
}
