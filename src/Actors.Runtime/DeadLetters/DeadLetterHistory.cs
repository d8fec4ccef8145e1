using System.Text;

namespace Actors.Runtime.DeadLetters;

/// <summary>Where a message was dead-lettered so far, told in one of its headers: a retry by way of other queues counts its rounds there.</summary>
internal static class DeadLetterHistory
{
    private const int Entries = 8;

    // All headers of the broker's own have 4 KiB together; the others take at most 800 bytes of that.
    private const int Bytes = 3000;

    // The names, the types and the numbers of one entry.
    private const int EntryBytes = 96;

    /// <summary>The history of a message that is dead-lettered once more.</summary>
    /// <param name="message">The message as it was there.</param>
    /// <param name="source">Where.</param>
    /// <param name="reason">Why.</param>
    /// <param name="time">When.</param>
    public static HeaderValue With(Message message, string source, string reason, DateTimeOffset time)
    {
        var earlier = message.Headers.TryGet(DeadLetterHeaders.History, out var value) && value.Kind == HeaderKind.List ? value.AsList() : [];
        var same = earlier.FirstOrDefault(entry => Is(entry, source, reason));
        var latest = same.Kind == HeaderKind.Table ? Again(same.AsTable()) : First(source, reason, message.Subject, time);
        List<HeaderValue> history = [HeaderValue.Table(latest)];
        var bytes = BytesOf(latest);
        foreach (var entry in earlier)
        {
            if (entry.Kind != HeaderKind.Table || Is(entry, source, reason))
            {
                continue;
            }

            bytes += BytesOf(entry.AsTable());
            if (history.Count == Entries || bytes > Bytes)
            {
                break;
            }

            history.Add(entry);
        }

        return HeaderValue.List(history);
    }

    private static bool Is(HeaderValue entry, string source, string reason) =>
        entry.Kind == HeaderKind.Table && TextOf(entry.AsTable(), "source") == source && TextOf(entry.AsTable(), "reason") == reason;

    private static MessageHeaders First(string source, string reason, string? subject, DateTimeOffset time) => new()
    {
        ["source"] = source,
        ["reason"] = reason,
        ["count"] = 1,
        ["subject"] = subject,
        ["time"] = time,
    };

    private static MessageHeaders Again(MessageHeaders entry) => new()
    {
        ["source"] = entry["source"],
        ["reason"] = entry["reason"],
        ["count"] = entry.TryGet("count", out var count) && count.Kind == HeaderKind.Integer ? count.AsInteger() + 1 : 1,
        ["subject"] = entry.TryGet("subject", out var subject) ? subject : default,
        ["time"] = entry.TryGet("time", out var time) ? time : default,
    };

    private static int BytesOf(MessageHeaders entry) =>
        EntryBytes + Encoding.UTF8.GetByteCount(TextOf(entry, "source") ?? "") + Encoding.UTF8.GetByteCount(TextOf(entry, "subject") ?? "");

    private static string? TextOf(MessageHeaders entry, string name) =>
        entry.TryGet(name, out var value) && value.Kind == HeaderKind.String ? value.AsString() : null;
}
