namespace Actors;

/// <summary>The properties of a message that a broker acts on before it hands it out.</summary>
/// <param name="Key">A hash of the key, never 0; 0 for no key.</param>
/// <param name="Priority">0 to 9.</param>
/// <param name="TimeToLive">How long it may wait; null for ever.</param>
/// <param name="DeliverAt">Not before this time; null for at once.</param>
/// <param name="Deadline">When its result is worthless; null for never.</param>
/// <param name="Cost">Units of a budget.</param>
internal readonly record struct SchedulingProperties(
    ulong Key, byte Priority, TimeSpan? TimeToLive, DateTimeOffset? DeliverAt, DateTimeOffset? Deadline, uint Cost);
