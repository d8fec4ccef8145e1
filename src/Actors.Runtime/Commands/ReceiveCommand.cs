using Actors.Runtime.LogActors;
using Actors.Runtime.Consumers;

namespace Actors.Runtime.Commands;

/// <summary>Starts a one-shot receive; the messages come through its consumer.</summary>
internal sealed class ReceiveCommand(int subscription, ReceivingConsumer consumer, ReceiveOptions options) : Command
{
    public override void Execute(LogActor actor, Turn turn)
    {
        actor.Require(subscription);
        actor.Machine.Touch(subscription, turn.Now, turn.Step);
        var number = actor.Consumers.Add(consumer);
        consumer.Bind(subscription, number);
        actor.Machine.Receive(subscription, number, options.MaxMessages, options.LeaseTimeout, turn.Now + options.Wait.Ticks);
    }

    public override void Complete()
    {
    }

    public override void Fail(BrokerException error) => consumer.Closed(error);
}
