namespace Actors.Core.Lengths;

/// <summary>How much may wait in a queue, and what happens to the rest.</summary>
/// <param name="Messages">Most messages that may wait.</param>
/// <param name="Bytes">Most encoded bytes that may wait.</param>
/// <param name="Policy">What happens.</param>
internal sealed record LengthLimit(long Messages, long Bytes, OverflowPolicy Policy)
{
    /// <summary>Whether what is published is always taken, and room is made for it afterwards.</summary>
    public bool MakesRoom => Policy is OverflowPolicy.DropHead or OverflowPolicy.DeadLetterHead;

    /// <summary>Whether sizes have to be known.</summary>
    public bool CountsBytes => Bytes != long.MaxValue;

    /// <summary>The limit of a definition; null if it has none.</summary>
    public static LengthLimit? Of(ConsumptionPolicy? definition) =>
        definition is QueueDefinition { MaxLength: var length, MaxBytes: var bytes, Overflow: var policy } && (length is not null || bytes is not null)
            ? new LengthLimit(length ?? long.MaxValue, bytes ?? long.MaxValue, policy)
            : null;
}
