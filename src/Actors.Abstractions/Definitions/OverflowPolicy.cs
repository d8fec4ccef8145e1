namespace Actors;

/// <summary>What a queue does with a message that does not fit within its length or its bytes.</summary>
public enum OverflowPolicy : byte
{
    /// <summary>Takes it, and drops the oldest waiting messages for it.</summary>
    DropHead = 0,

    /// <summary>Refuses it with <see cref="ErrorCode.LimitExceeded"/>, told for each message of a batch.</summary>
    Reject = 1,

    /// <summary>Takes it, and dead-letters the oldest waiting messages for it, with the reason <c>max-length</c>.</summary>
    DeadLetterHead = 2,

    /// <summary>Refuses it like <see cref="Reject"/>, but dead-letters it, too, with the reason <c>max-length</c>.</summary>
    DeadLetterPublished = 3,
}
