using Actors.Core.Intakes;

namespace Actors.Core.Lengths;

/// <summary>What fits into a queue during one publish.</summary>
/// <param name="limit">The queue's limit.</param>
/// <param name="messages">How many messages still fit.</param>
/// <param name="bytes">How many bytes still fit.</param>
/// <param name="isBlocked">Whether nothing can be made room for, because what went before has not arrived where it goes.</param>
internal sealed class Room(LengthLimit limit, long messages, long bytes, bool isBlocked)
{
    /// <summary>Says what becomes of a message that does not fit; null for one that does.</summary>
    public Verdict? Judge(int size)
    {
        var never = size > limit.Bytes;
        if (!never && !isBlocked && (limit.MakesRoom || (messages > 0 && bytes >= size)))
        {
            messages--;
            bytes -= size;
            return null;
        }

        return new Verdict(limit.Policy == OverflowPolicy.DeadLetterPublished && !isBlocked ? VerdictKind.FullAndDeparting : VerdictKind.Full, -1);
    }
}
