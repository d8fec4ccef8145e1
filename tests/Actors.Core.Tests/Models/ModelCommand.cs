using System.Text;
using Actors.Core.Offsets;
using Actors.Core.Subscriptions;

namespace Actors.Core.Tests.Models;

/// <summary>A command with all that it needs, so that a list of them can be run again, and shortened.</summary>
internal sealed record ModelCommand(CommandKind Kind)
{
    public int Subscription { get; init; }

    public int Consumer { get; init; }

    public OffsetRun Run { get; init; }

    public int Count { get; init; }

    public int Attempt { get; init; }

    public TimeSpan Time { get; init; }

    public SettleVerb Verb { get; init; }

    /// <summary>Of a publish: every so manieth message has the times; 0 for none.</summary>
    public int Every { get; init; }

    public TimeSpan TimeToLive { get; init; }

    public SubscriptionPolicy Policy { get; init; }

    public override string ToString()
    {
        var text = new StringBuilder(Kind.ToString());
        Append(text, "subscription", Subscription, Kind is not (CommandKind.Publish or CommandKind.Wait or >= CommandKind.Turn));
        Append(text, "consumer", Consumer, Consumer > 0);
        Append(text, "run", Run, Run.Count > 0);
        Append(text, "count", Count, Count > 0);
        Append(text, "attempt", Attempt, Attempt > 0);
        Append(text, "time", Time, Time > TimeSpan.Zero);
        Append(text, "every", Every, Every > 0);
        Append(text, "ttl", TimeToLive, TimeToLive > TimeSpan.Zero);
        Append(text, "verb", Verb, Kind == CommandKind.Settle);
        Append(text, "policy", Policy, Kind == CommandKind.Subscribe);
        return text.ToString();
    }

    private static void Append<T>(StringBuilder text, string name, T value, bool wanted)
    {
        if (wanted)
        {
            text.Append(' ').Append(name).Append('=').Append(value);
        }
    }
}
