using Actors.Core.Events;
using Actors.Core.Steps;
using Actors.Core.Subscriptions;
using Actors.Core.Traits;

namespace Actors.Core.Tests.Transcripts;

/// <summary>Stored events in words.</summary>
internal static class EventText
{
    public static IEnumerable<string> Of(ReadOnlySpan<byte> events, Func<int, string> nameOf, Func<long, string> timeOf)
    {
        var lines = new List<string>();
        var reader = new EventReader(events);
        while (!reader.AtEnd)
        {
            lines.Add(Read(ref reader, nameOf, timeOf));
        }

        return lines;
    }

    private static string Read(ref EventReader reader, Func<int, string> nameOf, Func<long, string> timeOf)
    {
        var kind = reader.Kind();
        return kind switch
        {
            EventKind.Reset => $"log starts at {reader.Number()}",
            EventKind.Appended => $"{reader.Number()} appended, {reader.Number()} bytes",
            EventKind.Holding => $"{reader.Number()} held, {reader.Number()} bytes",
            EventKind.Subscribed => Subscribed(ref reader, hasOptions: false),
            EventKind.SubscribedWith => Subscribed(ref reader, hasOptions: true),
            EventKind.Configured => $"configured, {reader.Bytes().Length} bytes of options",
            EventKind.Traits => Traits(ref reader, timeOf),
            EventKind.Unsubscribed => $"unsubscribed number {reader.Number()}",
            EventKind.Restored => $"{nameOf((int)reader.Number())}{reader.Number()} known: attempt {reader.Number()}, {reader.Number()} failed{Until(reader.Number(), timeOf)}",
            EventKind.Leased => $"{nameOf((int)reader.Number())}{reader.Run()} leased, attempt {reader.Number()}",
            EventKind.Settled => $"{nameOf((int)reader.Number())}{reader.Run()} settled",
            EventKind.Returned => $"{nameOf((int)reader.Number())}{reader.Run()} returned{Failed(reader.Flag())}",
            EventKind.Delayed => $"{nameOf((int)reader.Number())}{reader.Run()} delayed{Failed(reader.Flag())}{Until(reader.Number(), timeOf)}",
            EventKind.Departing => $"{nameOf((int)reader.Number())}{reader.Run()} departing{Failed(reader.Flag())}: {(DeadLetterReason)reader.Number()}",
            EventKind.Timed => $"published at {timeOf(reader.Number())}",
            EventKind.Expiring => $"{nameOf((int)reader.Number())}{reader.Run()} expiring at {timeOf(reader.Number())}",
            EventKind.Moved => $"{nameOf((int)reader.Number())}{reader.Number()} moved to {timeOf(reader.Number())}{Expiring(reader.Number(), timeOf)}",
            _ => throw new InvalidDataException($"The transcript does not know the event {kind}."),
        };
    }

    private static string Traits(ref EventReader reader, Func<long, string> timeOf)
    {
        var traits = TraitEvents.Read(ref reader);
        return $"wanting {string.Join(", ", traits.Select(entry => $"{entry.Offset}:{Wanted(entry.Traits, timeOf)}"))}";
    }

    private static string Wanted(MessageTraits traits, Func<long, string> timeOf) =>
        $"{(traits.DeliverAt > 0 ? $" not before {timeOf(traits.DeliverAt)}" : "")}{(traits.ExpiresAt > 0 ? $" not after {timeOf(traits.ExpiresAt)}" : "")}";

    private static string Expiring(long time, Func<long, string> timeOf) => time > 0 ? $", expiring at {timeOf(time)}" : "";

    private static string Subscribed(ref EventReader reader, bool hasOptions)
    {
        var number = reader.Number();
        var name = reader.Text();
        var policy = new SubscriptionPolicy(new TimeSpan(reader.Number()), (int)reader.Number(), reader.Text(), reader.Flag());
        var options = hasOptions ? $", {reader.Bytes().Length} bytes of options" : "";
        return $"subscribed number {number}{(name.Length > 0 ? $" '{name}'" : "")} from {reader.Number()}: {Text(policy)}{options}";
    }

    private static string Text(SubscriptionPolicy policy) =>
        $"lease {policy.LeaseTimeout.TotalSeconds}s, limit {policy.DeliveryLimit}, {(policy.DeadLetterQueue.Length > 0 ? $"dead letters to {policy.DeadLetterQueue}" : "dead letters discarded")}{(policy.Ephemeral ? ", ephemeral" : "")}";

    private static string Failed(bool failed) => failed ? ", failed" : "";

    private static string Until(long time, Func<long, string> timeOf) => time > 0 ? $" until {timeOf(time)}" : "";

}
