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
    public static ReadOnlyMemory<byte> Cut(ReadOnlyMemory<byte> messages, OffsetRun stored, ref OffsetRun run, out OffsetRun part)
    {
        part = OffsetRun.Between(run.First, Math.Min(run.End, stored.End));
        run = OffsetRun.Between(part.End, run.End);
        if (part.Count == stored.Count)
        {
            return messages;
        }

        var from = messages[EncodedMessage.OffsetOf(messages.Span, (int)(part.First - stored.First))..];
        return part.End == stored.End ? from : from[..EncodedMessage.OffsetOf(from.Span, (int)part.Count)];
    }
}
