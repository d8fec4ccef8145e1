using Actors.Runtime.Consumers;
using Actors.Runtime.LogActors;

namespace Actors.Runtime.Commands;

/// <summary>Nobody waits for a receive any more: it leaves, and what came too late goes back.</summary>
internal sealed class CancelReceive(int subscription, ReceivingConsumer consumer) : Command
{
    public override void Execute(LogActor actor, Turn turn)
    {
        consumer.Cancel(actor);
        if (actor.Machine.Detach(subscription, consumer.Number, lost: false, turn.Now, turn.Step))
        {
            // It was still waiting; otherwise its end is on the way and unregisters it.
            actor.Consumers.Remove(consumer.Number);
        }
    }

    public override void Complete()
    {
    }

    public override void Fail(BrokerException error)
    {
    }
}
