using System.Runtime.InteropServices;
using Actors.Core.Events;
using Actors.Core.Intakes;
using Actors.Core.Lengths;
using Actors.Core.Steps;
using Actors.Core.Subscriptions;
using Actors.Core.Times;
using Actors.Core.Traits;

namespace Actors.Core.Logs;

/// <summary>Feeds stored events through the same methods that the live machine uses.</summary>
internal static class LogReplay
{
    public static void Apply(ReadOnlySpan<byte> events, LogMachine machine)
    {
        var reader = new EventReader(events);
        while (!reader.AtEnd)
        {
            Apply(ref reader, machine);
        }
    }

    private static void Apply(ref EventReader reader, LogMachine machine)
    {
        var kind = reader.Kind();
        switch (kind)
        {
            case EventKind.Reset:
                machine.Reset(reader.Number());
                break;
            case EventKind.Appended:
                machine.Append(reader.Number(), reader.Number(), machine.Time);
                break;
            case EventKind.Holding:
                machine.State.Hold(reader.Number(), reader.Number());
                break;
            case EventKind.Subscribed:
            case EventKind.SubscribedWith:
                Subscribe(ref reader, kind == EventKind.SubscribedWith, machine);
                break;
            case EventKind.Configured:
                machine.Options = PolicyOptions<TopicDefinition>.Decode(reader.Bytes(), new TopicDefinition(""));
                break;
            case EventKind.Timed:
                machine.Time = reader.Number();
                break;
            case EventKind.Identified:
                IntakeEvents.ReadIdentified(ref reader, machine.Intake);
                break;
            case EventKind.Sequenced:
                IntakeEvents.ReadSequenced(ref reader, machine.Intake);
                break;
            case EventKind.PublisherKnown:
                IntakeEvents.ReadPublisher(ref reader, machine.Intake);
                break;
            case EventKind.Sized:
                LengthEvents.Read(ref reader, machine.Sizes);
                break;
            case EventKind.Traits:
                machine.Want(CollectionsMarshal.AsSpan(TraitEvents.Read(ref reader)));
                break;
            case EventKind.Unsubscribed:
                machine.Remove((int)reader.Number(), step: null);
                break;
            default:
                ApplyTo(Find(machine, (int)reader.Number()), kind, ref reader, machine);
                break;
        }
    }

    private static void Subscribe(ref EventReader reader, bool hasOptions, LogMachine machine)
    {
        var number = (int)reader.Number();
        var name = reader.Text();
        var policy = new SubscriptionPolicy(new TimeSpan(reader.Number()), (int)reader.Number(), reader.Text(), reader.Flag());
        if (hasOptions)
        {
            policy = policy with { Options = PolicyOptions<ConsumptionPolicy>.Decode(reader.Bytes(), SubscriptionPolicy.Carrier(name.Length > 0)) };
        }

        machine.Add(number, name, policy, reader.Number());
    }

    private static void ApplyTo(SubscriptionMachine subscription, EventKind kind, ref EventReader reader, LogMachine machine)
    {
        switch (kind)
        {
            case EventKind.Leased:
                subscription.State.Lease(reader.Run(), (int)reader.Number(), consumer: 0, until: 0);
                break;
            case EventKind.Settled:
                machine.ReplaySettled(subscription, reader.Run());
                break;
            case EventKind.Returned:
                subscription.State.Return(reader.Run(), reader.Flag());
                break;
            case EventKind.Delayed:
                var delayed = reader.Run();
                var failed = reader.Flag();
                subscription.State.Delay(delayed, reader.Number(), failed);
                break;
            case EventKind.Departing:
                var run = reader.Run();
                subscription.Departures.SetOut(run, reader.Flag(), (DeadLetterReason)reader.Number());
                break;
            case EventKind.Restored:
                subscription.State.Restore(reader.Number(), (ushort)reader.Number(), (ushort)reader.Number(), reader.Number());
                break;
            case EventKind.Expiring:
                subscription.State.Times.Expire(reader.Run(), reader.Number());
                break;
            case EventKind.Idle:
                subscription.Idleness.Restore(reader.Number());
                break;
            case EventKind.Moved:
                subscription.State.Move(reader.Number(), new MessageTimes(reader.Number(), reader.Number()));
                break;
            default:
                throw new InvalidDataException($"A record holds an event of the unknown kind {(byte)kind}.");
        }
    }

    private static SubscriptionMachine Find(LogMachine machine, int number) =>
        machine.TryGet(number, out var subscription) ? subscription : throw new InvalidDataException($"An event speaks of subscription {number}, which is not there.");
}
