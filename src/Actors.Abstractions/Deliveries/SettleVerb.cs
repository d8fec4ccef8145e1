namespace Actors;

/// <summary>How a delivery ends.</summary>
public enum SettleVerb : byte
{
    /// <summary>Done: the message is removed.</summary>
    Ack = 0,

    /// <summary>Failed: the message comes back, at once or after a delay, and the failure counts towards the delivery limit.</summary>
    Nack = 1,

    /// <summary>Refused for good: the message is dead-lettered.</summary>
    Reject = 2,

    /// <summary>Given back untouched, for instance at shutdown: the message comes back at once and nothing is counted.</summary>
    Release = 3,
}
