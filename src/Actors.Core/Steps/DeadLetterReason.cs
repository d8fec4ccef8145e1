namespace Actors.Core.Steps;

/// <summary>Why a message is dead-lettered; the number is kept in the journal.</summary>
public enum DeadLetterReason : byte
{
    /// <summary>A consumer refused it for good.</summary>
    Rejected = 0,

    /// <summary>Too many deliveries failed.</summary>
    DeliveryLimit = 1,

    /// <summary>It was not settled within its time to live.</summary>
    Expired = 2,

    /// <summary>The queue was full.</summary>
    MaxLength = 3,
}
