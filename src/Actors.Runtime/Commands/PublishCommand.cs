using Actors.Core.Offsets;
using Actors.Core.Steps;
using Actors.Runtime.LogActors;
using Actors.Runtime.Publishing;

namespace Actors.Runtime.Commands;

/// <summary>Appends a batch.</summary>
internal sealed class PublishCommand(MessageBatch batch, PublishGate gate) : Answered<PublishReceipt>
{
    public int Bytes => batch.Messages.Length;

    public override void Execute(LogActor actor, Turn turn)
    {
        actor.RequireRoom(Bytes);
        var machine = actor.Machine;
        var traits = TraitScan.Of(batch, machine.NextOffset, machine.Needs, turn.Now);
        var first = machine.Publish(batch.Count, batch.Messages.Length, traits, turn.Now, turn.Step);
        if (actor.Machine.HasSubscriptions)
        {
            turn.AddMessages(first, batch);
            turn.Step.MustSync |= !actor.Machine.IsEphemeral;
        }
        else if (turn.Appended.Count > 0)
        {
            // Kept for nobody, but the messages of one record are neighbours.
            turn.AddMessages(first, batch);
            turn.Step.Effects.Add(new Effect(EffectKind.Free, 0, Run: new OffsetRun(first, batch.Count)));
        }

        Result = new PublishReceipt(first, batch.Count, []);
    }

    public override void Complete()
    {
        gate.Leave(Bytes);
        base.Complete();
    }

    public override void Fail(BrokerException error)
    {
        gate.Leave(Bytes);
        base.Fail(error);
    }
}
