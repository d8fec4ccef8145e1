namespace Actors.Core.Duplicates;

/// <summary>How long a message's id is remembered: as long as any of these says so.</summary>
/// <param name="Window">For so many ticks after the message was stored; 0 for no such rule.</param>
/// <param name="Count">As long as it is among so many that were stored last; 0 for no such rule.</param>
/// <param name="WhilePending">As long as the message is not settled.</param>
internal readonly record struct DeduplicationRules(long Window, long Count, bool WhilePending);
