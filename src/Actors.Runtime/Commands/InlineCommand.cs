using Actors.Runtime.LogActors;

namespace Actors.Runtime.Commands;

/// <summary>A question to, or a small change of, the actor, with an answer.</summary>
internal sealed class InlineCommand<T>(Func<LogActor, Turn, T> work, bool runsWhenStopped = false) : Answered<T>
{
    public override bool RunsWhenStopped => runsWhenStopped;

    public override void Execute(LogActor actor, Turn turn) => Result = work(actor, turn);
}
