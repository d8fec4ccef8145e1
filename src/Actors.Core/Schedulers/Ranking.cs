using Actors.Core.Traits;

namespace Actors.Core.Schedulers;

/// <summary>Turns what messages want into the order in which they go: the lowest rank first, equal ones by offset.</summary>
/// <remarks>
/// Ageing needs no clock. A message's priority rises by one with every <c>T</c> it waits, and so does that of all others: who
/// is ahead never changes. The rank is the time at which the message would have reached priority 0 backwards: published at
/// <c>t</c> with priority <c>p</c>, it is <c>t - p T</c>. So nothing published more than <c>9 T</c> later can pass it.
/// </remarks>
internal sealed class Ranking(ConsumptionPolicy policy)
{
    private readonly DeliveryOrder _order = policy.Order;
    private readonly long _ageing = policy.PriorityAgeing?.Ticks ?? 0;
    private readonly long _service = policy.ExpectedServiceTime?.Ticks ?? 0;

    /// <summary>What it has to know of messages.</summary>
    public TraitKinds Needs =>
        (_order == DeliveryOrder.Priority ? TraitKinds.Priority : 0)
        | (_ageing > 0 ? TraitKinds.PublishedAt : 0)
        | (DropsLate ? TraitKinds.Deadline : 0);

    /// <summary>Whether messages can come too late.</summary>
    public bool DropsLate { get; } = policy.Order == DeliveryOrder.Deadline || policy.ExpectedServiceTime is not null;

    /// <summary>Whether messages have ranks other than 0.</summary>
    public bool IsRanked => _order != DeliveryOrder.Fifo;

    /// <summary>Whether the rank is the deadline.</summary>
    public bool IsByDeadline => _order == DeliveryOrder.Deadline;

    /// <summary>A message's rank.</summary>
    public long RankOf(in MessageTraits traits) => _order switch
    {
        DeliveryOrder.Priority => _ageing > 0 ? traits.PublishedAt - (traits.Priority * _ageing) : -traits.Priority,
        DeliveryOrder.Deadline => traits.Deadline > 0 ? traits.Deadline : long.MaxValue,
        _ => 0,
    };

    /// <summary>When it is too late to hand a message out; <see cref="long.MaxValue"/> for never.</summary>
    public long LateAt(long deadline) => DropsLate && deadline is > 0 and < long.MaxValue ? deadline - _service : long.MaxValue;
}
