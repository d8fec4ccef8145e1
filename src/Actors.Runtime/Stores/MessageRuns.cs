using Actors.Core.Offsets;

namespace Actors.Runtime.Stores;

/// <summary>Cuts encoded messages by offset.</summary>
internal static class MessageRuns
{
    /// <summary>Takes as much of a run as some stored messages hold; the run must start among them.</summary>
    /// <param name="messages">The stored messages.</param>
    /// <param name="stored">Their offsets.</param>
    /// <param name="run">The run; what is left of it afterwards.</param>
    /// <param name="part">What was taken.</param>
    public static ReadOnlyMemory<byte> Cut(ReadOnlyMemory<byte> messages, OffsetRun stored, ref OffsetRun run, out OffsetRun part) =>
        Cut(messages, stored, ref run, out part, out _);

    /// <summary>Takes as much of a run as some stored messages hold; the run must start among them.</summary>
    /// <param name="messages">The stored messages.</param>
    /// <param name="stored">Their offsets.</param>
    /// <param name="run">The run; what is left of it afterwards.</param>
    /// <param name="part">What was taken.</param>
    /// <param name="end">Where what was taken ends among the stored messages, in bytes.</param>
    public static ReadOnlyMemory<byte> Cut(ReadOnlyMemory<byte> messages, OffsetRun stored, ref OffsetRun run, out OffsetRun part, out int end)
    {
        part = OffsetRun.Between(run.First, Math.Min(run.End, stored.End));
        run = OffsetRun.Between(part.End, run.End);
        var start = part.First == stored.First ? 0 : EncodedMessage.OffsetOf(messages.Span, (int)(part.First - stored.First));
        end = part.End == stored.End ? messages.Length : start + EncodedMessage.OffsetOf(messages.Span[start..], (int)part.Count);
        return messages[start..end];
    }
}
