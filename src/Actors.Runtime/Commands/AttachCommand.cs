using Actors.Runtime.LogActors;
using Actors.Runtime.Consumers;

namespace Actors.Runtime.Commands;

/// <summary>Attaches a consumer.</summary>
internal sealed class AttachCommand(int subscription, AttachedConsumer consumer, AttachedConsumer? replaced = null) : Answered<bool>
{
    public override void Execute(LogActor actor, Turn turn)
    {
        actor.Require(subscription);
        var number = actor.Consumers.Add(consumer);
        if (!consumer.TryBind(actor, subscription, number))
        {
            actor.Consumers.Remove(number);
            throw new BrokerException(ErrorCode.Unavailable, "The consumer was closed before it was attached.");
        }

        try
        {
            actor.Machine.Attach(subscription, number, consumer.Options with { Prefetch = consumer.Prefetch }, replaced?.NumberOn(actor) ?? 0);
        }
        catch (BrokerException)
        {
            consumer.Unbind();
            actor.Consumers.Remove(number);
            throw;
        }
    }
}
