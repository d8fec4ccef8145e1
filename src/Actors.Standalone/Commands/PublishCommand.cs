using Actors.Standalone.LogActors;

namespace Actors.Standalone.Commands;

/// <summary>Appends a batch.</summary>
internal sealed class PublishCommand(MessageBatch batch, Action<int> settled) : Answered<PublishReceipt>
{
    public int Bytes => batch.Messages.Length;

    public override void Execute(LogActor actor, Turn turn)
    {
        actor.RefuseWhenFull(batch.Messages.Length);
        var first = actor.Machine.Publish(batch.Count, batch.Messages.Length, turn.Step);
        turn.AddMessages(first, batch, keep: actor.Machine.HasSubscriptions);
        turn.Step.MustSync |= actor.Machine.HasSubscriptions && !actor.Machine.IsEphemeral;
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
