using Actors.Runtime.LogActors;

namespace Actors.Runtime.Commands;

/// <summary>Gives the actor a turn: something fell due, or there is more to hand out.</summary>
internal sealed class Nudge : Command
{
    /// <summary>The only one needed.</summary>
    public static Nudge Instance { get; } = new();

    public override void Execute(LogActor actor, Turn turn)
    {
    }

    public override void Complete()
    {
    }

    public override void Fail(BrokerException error)
    {
    }
}
