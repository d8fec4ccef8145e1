using Actors.Runtime.LogActors;

namespace Actors.Runtime.Commands;

/// <summary>Something to be done by an actor on its turn, and somebody who may be waiting for it.</summary>
internal abstract class Command
{
    /// <summary>Whether a stopped actor carries it out, too. All others are refused then.</summary>
    public virtual bool RunsWhenStopped => false;

    /// <summary>Changes the machine. A refusal is thrown before anything changed.</summary>
    public abstract void Execute(LogActor actor, Turn turn);

    /// <summary>The turn is durable, or needs not be: answer.</summary>
    public abstract void Complete();

    /// <summary>The command was refused, or whether it was carried out is unknown.</summary>
    public abstract void Fail(BrokerException error);
}
