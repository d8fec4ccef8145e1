namespace Actors.Histories;

/// <summary>What a consumer side knows of one offset.</summary>
public sealed class Track
{
    /// <summary>The message's number; 0 before its first delivery.</summary>
    public long Parcel { get; set; }

    /// <summary>Every delivery there was.</summary>
    public HashSet<(long Epoch, int Attempt)> Deliveries { get; } = [];

    /// <summary>The newest delivery, and what its holder thinks of it.</summary>
    public Grant? Newest { get; set; }

    /// <summary>Whether the newest lease must still be respected: nobody gave it back and nothing voided it.</summary>
    public bool IsHeld { get; set; }

    /// <summary>The lease whose ack or reject was answered: nothing may come after it.</summary>
    public Grant? Ended { get; set; }

    /// <summary>An ack was answered.</summary>
    public bool Acked { get; set; }

    /// <summary>The leases whose ack was sent and not refused: the message may be gone.</summary>
    public HashSet<Grant> AcksSent { get; } = [];

    /// <summary>The leases whose reject was sent and not refused: the message may be dead-lettered.</summary>
    public HashSet<Grant> RejectsSent { get; } = [];

    /// <summary>The highest attempt whose nack was answered: later ones are higher, whatever happens in between.</summary>
    public int CountedAttempt { get; set; }

    /// <summary>Not to be delivered before this time, because of a nack that was answered.</summary>
    public DateTimeOffset DelayedUntil { get; set; }
}
