using Actors.Core.Offsets;

namespace Actors.Runtime.Topics;

/// <summary>Where a seek leads, as far as that was found out before the topic's turn.</summary>
/// <param name="Start">The subscription reads from here on.</param>
/// <param name="Missed">Offsets that were asked for and are not kept any more.</param>
/// <param name="End">What comes from here on was not looked at.</param>
/// <param name="Skipped">Messages in front of that which do not reach the subscription, in order.</param>
internal readonly record struct Place(long Start, long Missed, long End, IReadOnlyList<OffsetRun> Skipped);
