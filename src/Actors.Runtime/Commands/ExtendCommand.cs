using Actors.Runtime.LogActors;

namespace Actors.Runtime.Commands;

/// <summary>Makes leases end later.</summary>
internal sealed class ExtendCommand(int subscription, ReadOnlyMemory<LeaseRun> leases, TimeSpan timeout) : Answered<SettleReceipt>
{
    public override void Execute(LogActor actor, Turn turn)
    {
        actor.Require(subscription);
        var stale = new List<LeaseRun>();
        foreach (var run in leases.Span)
        {
            if (run.Epoch == actor.Epoch && run.Partition == 0)
            {
                actor.Machine.Extend(subscription, run, turn.Now + timeout.Ticks, stale);
            }
            else
            {
                stale.Add(run);
            }
        }

        Result = new SettleReceipt(stale);
    }
}
