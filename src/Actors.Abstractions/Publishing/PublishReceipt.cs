namespace Actors;

/// <summary>The publisher confirm of a batch: what became of each of its messages. What is confirmed is durable.</summary>
/// <param name="FirstOffset">The offset of the first message stored; the others follow it. <see cref="NoOffset"/> from an exchange: each queue and topic has its own.</param>
/// <param name="Count">How many messages the batch had.</param>
/// <param name="Refused">The messages that were not stored and why; empty when all were.</param>
public readonly record struct PublishReceipt(long FirstOffset, int Count, IReadOnlyList<PublishRefusal> Refused)
{
    /// <summary>Stands for the offset where there is no single one.</summary>
    public const long NoOffset = -1;

    /// <summary>The offset of the nth message stored.</summary>
    internal long OffsetOf(int stored) => FirstOffset == NoOffset ? NoOffset : FirstOffset + stored;

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
