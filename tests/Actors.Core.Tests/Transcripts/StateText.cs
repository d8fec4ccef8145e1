using Actors.Core.Logs;

namespace Actors.Core.Tests.Transcripts;

/// <summary>All that can be seen of a log machine, in words.</summary>
internal static class StateText
{
    public static IReadOnlyList<string> Of(LogMachine machine, Func<long, string> clock)
    {
        var lines = new List<string> { $"state  next {machine.NextOffset}, floor {machine.Floor}, {machine.Bytes} bytes" };
        foreach (var number in machine.Subscriptions)
        {
            var counts = machine.Count(number);
            var name = machine.NameOf(number) is { Length: > 0 } text ? $"{text}: " : "";
            lines.Add($"state  {name}{counts.Ready} ready, {counts.Leased} leased, {counts.Delayed} delayed");
            lines.AddRange(machine.Browse(number, 0).Select(message => $"state  {name}{Message(machine, number, message, clock)}"));
        }

        return lines;
    }

    private static string Message(LogMachine machine, int subscription, (long Offset, MessageState State, int Attempt) message, Func<long, string> clock)
    {
        machine.TryGet(subscription, out var found);
        var lease = found!.State.Leases.Find(message.Offset);
        var known = message.Attempt > 0 ? $", attempt {message.Attempt}, {lease.Failures} failed" : "";
        var due = found.State.Times.IsDelayed(message.Offset) ? found.State.Times.TimesOf(message.Offset).DeliverAt : lease.Until;
        var until = message.State is MessageState.Delayed or MessageState.Leased ? $" until {clock(due)}" : "";
        return $"{message.Offset} {message.State}{until}{known}";
    }
}
