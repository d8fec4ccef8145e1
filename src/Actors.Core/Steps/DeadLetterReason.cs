namespace Actors.Core.Steps;

/// <summary>Why a message is dead-lettered; the number is kept in the journal.</summary>
public enum DeadLetterReason : byte
{
    /// <summary>A consumer refused it for good.</summary>
    Rejected = 0,

    /// <summary>Too many deliveries failed.</summary>
    DeliveryLimit = 1,

    /// <summary>It waited for too long.</summary>
    Expired = 2,
}
