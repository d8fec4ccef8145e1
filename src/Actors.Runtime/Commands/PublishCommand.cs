using Actors.Core.Intakes;
using Actors.Core.Offsets;
using Actors.Core.Steps;
using Actors.Runtime.LogActors;
using Actors.Runtime.Publishing;

namespace Actors.Runtime.Commands;

/// <summary>Appends a batch.</summary>
internal sealed class PublishCommand(MessageBatch batch, PublishOptions options, PublishGate gate) : Answered<PublishReceipt>
{
    public int Bytes => batch.Messages.Length;

    public override void Execute(LogActor actor, Turn turn)
    {
        actor.RequireRoom(Bytes);
        Result = options.Publisher is null && actor.Machine.TakesAll ? Append(actor, turn) : Select(actor, turn);
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

    private PublishReceipt Append(LogActor actor, Turn turn)
    {
        var machine = actor.Machine;
        var traits = TraitScan.Of(batch, machine.NextOffset, machine.Needs, turn.Now);
        var first = machine.Publish(batch.Count, batch.Messages.Length, traits, turn.Now, turn.Step);
        Keep(actor, turn, batch, first);
        return new PublishReceipt(first, batch.Count, []);
    }

    private PublishReceipt Select(LogActor actor, Turn turn)
    {
        var machine = actor.Machine;
        var publisher = options.Publisher is null ? null : new PublisherTag(options.Publisher, options.PublisherEpoch, options.FirstSequence);
        var admission = machine.Judge(Selection.Candidates(batch, machine.Deduplication), publisher, actor.Host.Limits.KnownIds, turn.Now);
        var kept = Selection.Keep(batch, admission);
        var traits = TraitScan.Of(kept, machine.NextOffset, machine.Needs, turn.Now);
        var first = machine.Publish(admission, traits, turn.Now, turn.Step);
        if (kept.Count > 0)
        {
            Keep(actor, turn, kept, first);
        }

        return Selection.Receipt(actor.Name, admission, first);
    }

    private static void Keep(LogActor actor, Turn turn, MessageBatch kept, long first)
    {
        if (actor.Machine.HasSubscriptions)
        {
            turn.AddMessages(first, kept);
            turn.Step.MustSync |= !actor.Machine.IsEphemeral;
            if (!actor.Filters.AreNone)
            {
                actor.Filters.Skip(kept, first, actor.Machine, turn.Step);
            }
        }
        else if (turn.Appended.Count > 0)
        {
            // Kept for nobody, but the messages of one record are neighbours.
            turn.AddMessages(first, kept);
            turn.Step.Effects.Add(new Effect(EffectKind.Free, 0, Run: new OffsetRun(first, kept.Count)));
        }
    }
}
