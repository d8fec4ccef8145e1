namespace Actors.Core.Traits;

/// <summary>What the broker acts on of one message; the default says nothing.</summary>
/// <param name="Key">A hash of its key, never 0; 0 for no key. Two keys of one hash are treated as one.</param>
/// <param name="Priority">0 to 9.</param>
/// <param name="Cost">Units of the budget it draws on.</param>
/// <param name="DeliverAt">Not before this time, in ticks of UTC; 0 for at once.</param>
/// <param name="ExpiresAt">Not after this time, in ticks of UTC; 0 for never.</param>
/// <param name="Deadline">When its result is worthless, in ticks of UTC; 0 for never.</param>
/// <param name="PublishedAt">When it was published, in ticks of UTC; 0 if nobody asks.</param>
public readonly record struct MessageTraits(ulong Key, byte Priority, uint Cost, long DeliverAt, long ExpiresAt, long Deadline, long PublishedAt = 0)
{
    /// <summary>Which traits are there.</summary>
    internal TraitKinds Kinds =>
        (Key == 0 ? 0 : TraitKinds.Key)
        | (Priority == 0 ? 0 : TraitKinds.Priority)
        | (Cost == 0 ? 0 : TraitKinds.Cost)
        | (DeliverAt == 0 ? 0 : TraitKinds.DeliverAt)
        | (ExpiresAt == 0 ? 0 : TraitKinds.ExpiresAt)
        | (Deadline == 0 ? 0 : TraitKinds.Deadline)
        | (PublishedAt == 0 ? 0 : TraitKinds.PublishedAt);
}
