namespace Actors;

/// <summary>
/// Which published messages count as duplicates of an earlier one: those with its <see cref="Message.Id"/>, for as long as any
/// of these rules holds. A duplicate is not stored; its publisher is told so, as <see cref="PublishReceipt.Duplicates"/>.
/// </summary>
/// <remarks>
/// Ids are compared by 128 bits of their SHA-256. An id takes up to 44 bytes of memory, and a queue or topic remembers at most
/// <see cref="Limits.KnownIds"/>: beyond it messages with new ids are refused, never taken without being remembered.
/// </remarks>
public sealed record Deduplication
{
    /// <summary>The longest window.</summary>
    public static readonly TimeSpan LongestWindow = TimeSpan.FromDays(7);

    /// <summary>For this long after the earlier message was stored; a millisecond to <see cref="LongestWindow"/>, null for no such rule.</summary>
    public TimeSpan? Window { get; init; }

    /// <summary>As long as the earlier one is among so many messages with an id that were stored last; from 1, null for no such rule.</summary>
    public int? Count { get; init; }

    /// <summary>As long as the earlier one is ready, delayed or leased; in a topic, for any of its subscriptions.</summary>
    public bool WhilePending { get; init; }

    /// <summary>A message without an id goes by its body; otherwise it is never a duplicate.</summary>
    public bool ByContent { get; init; }

    internal void Validate(string what)
    {
        if (Window is { } window && (window < TimeSpan.FromMilliseconds(1) || window > LongestWindow))
        {
            throw new BrokerException(ErrorCode.InvalidArgument, $"The {nameof(Deduplication)}.{nameof(Window)} {window} of the {what} is out of range; allowed: {TimeSpan.FromMilliseconds(1)} to {LongestWindow}.");
        }

        if (Count is { } count && (count < 1 || count > Limits.LargestKnownIds))
        {
            throw new BrokerException(ErrorCode.InvalidArgument, $"The {nameof(Deduplication)}.{nameof(Count)} {count} of the {what} is out of range; allowed: 1 to {Limits.LargestKnownIds}.");
        }

        if (Window is null && Count is null && !WhilePending)
        {
            throw new BrokerException(ErrorCode.InvalidArgument, $"The {nameof(Deduplication)} of the {what} has no rule; set {nameof(Window)}, {nameof(Count)} or {nameof(WhilePending)}.");
        }
    }
}
