using Actors.Runtime.LogActors;

namespace Actors.Runtime.Commands;

/// <summary>Ends leases; the answer is durable.</summary>
internal sealed class SettleCommand(int subscription, ReadOnlyMemory<Settlement> settlements) : Answered<SettleReceipt>
{
    public override void Execute(LogActor actor, Turn turn)
    {
        var stale = new List<LeaseRun>();
        actor.Settle(subscription, settlements.Span, turn, stale);
        turn.Step.MustSync = true;
        Result = stale.Count == 0 ? SettleReceipt.Complete : new SettleReceipt(stale);
    }
}
