using Actors.Runtime.LogActors;

namespace Actors.Runtime.Commands;

/// <summary>Appends a batch.</summary>
internal sealed class PublishCommand(MessageBatch batch, Action<int> settled) : Answered<PublishReceipt>
{
    public int Bytes => batch.Messages.Length;

    public override void Execute(LogActor actor, Turn turn)
    {
        actor.RequireRoom(batch.Messages.Length);
        var first = actor.Machine.Publish(batch.Count, batch.Messages.Length, turn.Step);
        if (actor.Machine.HasSubscriptions)
        {
            turn.AddMessages(first, batch);
            turn.Step.MustSync |= !actor.Machine.IsEphemeral;
        }

        Result = new PublishReceipt(first, batch.Count, []);
    }

    public override void Complete()
    {
        settled(batch.Messages.Length);
        base.Complete();
    }

    public override void Fail(BrokerException error)
    {
        settled(batch.Messages.Length);
        base.Fail(error);
    }
}
