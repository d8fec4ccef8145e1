namespace Actors;

/// <summary>The publisher confirm of a batch: what became of each of its messages. What is confirmed is durable.</summary>
/// <param name="FirstOffset">The offset of the first message stored; the others follow it. <see cref="NoOffset"/> from an exchange: each queue and topic has its own.</param>
/// <param name="Count">How many messages the batch had.</param>
/// <param name="Refused">The messages that were not stored and why, by index; empty when all were.</param>
public readonly record struct PublishReceipt(long FirstOffset, int Count, IReadOnlyList<PublishRefusal> Refused)
{
    /// <summary>Stands for the offset where there is no single one.</summary>
    public const long NoOffset = -1;

    /// <summary>The messages that were stored before this publish, and are confirmed by that; by index, mostly empty.</summary>
    public IReadOnlyList<PublishDuplicate> Duplicates
    {
        get => field ?? [];
        init;
    }

    /// <summary>Where a message of the batch is.</summary>
    /// <param name="index">Its place in the batch, from 0.</param>
    /// <returns>Its offset, or that of the one it is a duplicate of; -1 when it was refused or that is not known.</returns>
    public long OffsetOf(int index)
    {
        var stored = index;
        foreach (var refusal in Refused ?? [])
        {
            if (refusal.Index == index)
            {
                return -1;
            }

            stored -= refusal.Index < index ? 1 : 0;
        }

        foreach (var duplicate in Duplicates)
        {
            if (duplicate.Index == index)
            {
                return duplicate.Offset;
            }

            stored -= duplicate.Index < index ? 1 : 0;
        }

        return OffsetOfStored(stored);
    }

    /// <summary>The offset of the nth message stored.</summary>
    internal long OffsetOfStored(int stored) => FirstOffset == NoOffset ? NoOffset : FirstOffset + stored;

    /// <summary>The part of the confirm that is about some neighbours of the batch, as if they had been published alone.</summary>
    /// <param name="first">The first one's place in the batch.</param>
    /// <param name="count">How many.</param>
    internal PublishReceipt Part(int first, int count)
    {
        if (Refused is not { Count: > 0 } && Duplicates.Count == 0)
        {
            return new PublishReceipt(OffsetOfStored(first), count, []);
        }

        var end = first + count;
        var before = (Refused ?? []).Count(refusal => refusal.Index < first) + Duplicates.Count(duplicate => duplicate.Index < first);
        return new PublishReceipt(
            OffsetOfStored(first - before), count, [.. (Refused ?? []).Where(refusal => refusal.Index >= first && refusal.Index < end).Select(refusal => refusal with { Index = refusal.Index - first })])
        {
            Duplicates = [.. Duplicates.Where(duplicate => duplicate.Index >= first && duplicate.Index < end).Select(duplicate => duplicate with { Index = duplicate.Index - first })],
        };
    }

    /// <summary>Turns a refused message into an error.</summary>
    /// <exception cref="BrokerException">The first refusal's code and text.</exception>
    public void ThrowIfRefused()
    {
        if (Refused is { Count: > 0 })
        {
            throw new BrokerException(Refused[0].Code, Refused[0].Reason);
        }
    }
}
