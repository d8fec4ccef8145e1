using Actors.Runtime.Clocks;
using Actors.Runtime.LogActors;

namespace Actors.Runtime;

/// <summary>What an actor needs from the engine that runs it.</summary>
internal interface IActorHost
{
    /// <summary>The clock.</summary>
    TimeProvider Clock { get; }

    /// <summary>What is accepted.</summary>
    Limits Limits { get; }

    /// <summary>Wakes actors.</summary>
    DueTimer Timer { get; }

    /// <summary>Spare turns.</summary>
    TurnPool Turns { get; }

    /// <summary>Where dead letters are published.</summary>
    IBroker Broker { get; }

    /// <summary>The actor's memory is ahead of its store, or its store cannot be read: it must be recovered.</summary>
    void Fail(LogActor actor, Exception error);

    /// <summary>The last consumer of an ephemeral queue or subscription left, or it was found at a start.</summary>
    void Vacated(LogActor actor, int subscription);

    /// <summary>Dead-lettering failed and will be tried again.</summary>
    void ReportDeparture(string source, Exception error);

    /// <summary>A consumer failed to take a delivery and is dropped.</summary>
    void ReportConsumer(string source, Exception error);
}
