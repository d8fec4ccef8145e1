using System.Buffers;
using System.Buffers.Binary;
using System.Security.Cryptography;
using Actors.Core.Intakes;

namespace Actors.Runtime.Publishing;

/// <summary>Has a batch judged message by message, and keeps of it what is to be stored.</summary>
internal static class Selection
{
    // So that a message whose id is another's content is no duplicate of it.
    private static readonly UInt128 ContentMark = UInt128.One << 127;

    /// <summary>What there is to judge of a batch.</summary>
    /// <param name="batch">The messages.</param>
    /// <param name="deduplication">By what duplicates are found; null when nobody asks.</param>
    public static Candidate[] Candidates(MessageBatch batch, Deduplication? deduplication)
    {
        var candidates = new Candidate[batch.Count];
        var rest = batch.Messages;
        for (var index = 0; index < candidates.Length; index++)
        {
            var message = EncodedMessage.Take(ref rest);
            candidates[index] = new Candidate(message.Bytes.Length, deduplication is null ? 0 : IdOf(message, deduplication.ByContent));
        }

        return candidates;
    }

    /// <summary>The messages of a batch that are kept.</summary>
    public static MessageBatch Keep(MessageBatch batch, Admission admission)
    {
        if (admission.Kept == batch.Count)
        {
            return batch;
        }

        var kept = new ArrayBufferWriter<byte>((int)Math.Max(admission.KeptBytes, 1));
        var rest = batch.Messages;
        foreach (var verdict in admission.Verdicts)
        {
            var message = EncodedMessage.Take(ref rest);
            if (verdict.IsKept)
            {
                kept.Write(message.Bytes.Span);
            }
        }

        return MessageBatch.Trusted(kept.WrittenMemory, admission.Kept, largest: 0, batch.Properties);
    }

    /// <summary>Tells the publisher.</summary>
    /// <param name="name">The queue or topic.</param>
    /// <param name="admission">What became of the batch.</param>
    /// <param name="first">The offset of the first message kept.</param>
    public static PublishReceipt Receipt(string name, Admission admission, long first)
    {
        var refused = new List<PublishRefusal>();
        var duplicates = new List<PublishDuplicate>();
        for (var index = 0; index < admission.Verdicts.Count; index++)
        {
            var verdict = admission.Verdicts[index];
            switch (verdict.Kind)
            {
                case VerdictKind.Duplicate:
                    duplicates.Add(new PublishDuplicate(index, verdict.Offset));
                    break;
                case VerdictKind.Full or VerdictKind.FullAndDeparting:
                    refused.Add(new PublishRefusal(index, ErrorCode.LimitExceeded, $"The queue '{name}' is full ({nameof(QueueDefinition.MaxLength)}, {nameof(QueueDefinition.MaxBytes)})."));
                    break;
                case VerdictKind.TooManyIds:
                    refused.Add(new PublishRefusal(index, ErrorCode.LimitExceeded, $"'{name}' remembers as many ids of messages as it may ({nameof(Limits.KnownIds)}); a message with a new one cannot be taken."));
                    break;
            }
        }

        return new PublishReceipt(first, admission.Verdicts.Count, refused) { Duplicates = duplicates };
    }

    /// <summary>The hash of a sender's id.</summary>
    public static UInt128 IdOf(string id) => Hash(System.Text.Encoding.UTF8.GetBytes(id)) & ~ContentMark;

    private static UInt128 IdOf(EncodedMessage message, bool byContent)
    {
        var id = message.Id;
        return !id.IsEmpty ? Hash(id) & ~ContentMark : byContent ? Hash(message.Body.Span) | ContentMark : 0;
    }

    private static UInt128 Hash(ReadOnlySpan<byte> value)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(value, hash);

        // 0 stands for no id.
        return BinaryPrimitives.ReadUInt128LittleEndian(hash) | 1;
    }
}
