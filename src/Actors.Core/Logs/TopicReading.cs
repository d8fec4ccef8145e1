using Actors.Core.Events;
using Actors.Core.Offsets;
using Actors.Core.Steps;

namespace Actors.Core.Logs;

/// <summary>What only topics do with their log: subscriptions that read from elsewhere, snapshots of them, and an end to what is retained.</summary>
internal static class TopicReading
{
    // Sought is one event in one record, which has an end.
    private const int MostRuns = 4_000_000;

    /// <summary>Whether a subscription is a snapshot of another one: a name within the name of that one, which no subscription has.</summary>
    public static bool IsSnapshot(string name) => name.Contains(EntityName.Separator, StringComparison.Ordinal);

    /// <summary>Drops what is older than the topic retains it.</summary>
    public static void Trim(LogMachine machine, long now, Step step)
    {
        if (machine.Space.Retention is { } retention && retention.FloorAt(now, machine.NextOffset) is var floor && floor > retention.Floor)
        {
            step.Events.Kind(EventKind.Trimmed);
            step.Events.Number(floor);
            TrimTo(machine, floor, step);
        }
    }

    public static void TrimTo(LogMachine machine, long floor, Step? step)
    {
        if (machine.Space.Retention is { } retention)
        {
            var trimmed = OffsetRun.Between(retention.Floor, floor);
            retention.Trim(floor, machine.NextOffset);
            machine.Space.FreeWhatNobodyNeeds(trimmed, step);
        }
    }

    /// <summary>Makes a subscription read from elsewhere.</summary>
    /// <param name="machine">The topic.</param>
    /// <param name="subscription">The subscription's number.</param>
    /// <param name="start">From where on.</param>
    /// <param name="settled">What is settled for it from there on, in order.</param>
    /// <param name="step">Where events and effects go.</param>
    public static void Seek(LogMachine machine, int subscription, long start, IReadOnlyList<OffsetRun> settled, Step step)
    {
        if (settled.Count > MostRuns)
        {
            throw new BrokerException(ErrorCode.LimitExceeded, $"The subscription would skip {settled.Count} stretches of messages from there on; at most {MostRuns} are possible. Seek to a later place.");
        }

        step.Events.Kind(EventKind.Sought);
        step.Events.Number(subscription);
        step.Events.Number(start);
        step.Events.Number(settled.Count);
        var last = start;
        foreach (var run in settled)
        {
            step.Events.Number(run.First - last);
            step.Events.Number(run.Count);
            last = run.First;
        }

        machine.Move(subscription, start, settled, step);
    }

    public static List<OffsetRun> ReadRuns(ref EventReader reader, long start)
    {
        var runs = new List<OffsetRun>();
        for (var left = reader.Number(); left > 0; left--)
        {
            var run = new OffsetRun(start + reader.Number(), reader.Number());
            runs.Add(run);
            start = run.First;
        }

        return runs;
    }

    /// <summary>What a subscription has settled of a range, in order.</summary>
    public static IEnumerable<OffsetRun> SettledIn(LogMachine machine, int subscription, OffsetRun range)
    {
        var settled = machine.TryGet(subscription, out var found) ? found.State.Settled : throw new ArgumentOutOfRangeException(nameof(subscription));
        for (var page = Page.Of(range.First); Page.First(page) < range.End; page++)
        {
            for (var members = Page.Mask(range, page) & settled.MembersOf(page); members != 0;)
            {
                yield return Page.TakeStretch(ref members, page);
            }
        }
    }

    /// <summary>A copy of a subscription that nobody consumes: what it has not settled now and what comes later stays.</summary>
    /// <param name="machine">The topic.</param>
    /// <param name="subscription">The subscription's number.</param>
    /// <param name="number">The number of the snapshot, unused so far.</param>
    /// <param name="name">The snapshot's full name.</param>
    /// <param name="step">Where events go.</param>
    public static void Copy(LogMachine machine, int subscription, int number, string name, Step step)
    {
        var original = machine.PolicyOf(subscription);
        var start = machine.FloorOf(subscription);
        var settled = SettledIn(machine, subscription, OffsetRun.Between(start, machine.NextOffset)).ToList();
        machine.Subscribe(number, name, original.ForSnapshot(), step);
        Seek(machine, number, start, settled, step);
    }
}
