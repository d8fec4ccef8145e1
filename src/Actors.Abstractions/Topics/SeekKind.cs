namespace Actors;

/// <summary>Which place of a topic is meant; the number travels on the wire and never changes its meaning.</summary>
public enum SeekKind : byte
{
    /// <summary>Behind the last message: only what comes from now on.</summary>
    End = 0,

    /// <summary>The oldest message that is kept.</summary>
    First = 1,

    /// <summary>A message by its offset.</summary>
    Offset = 2,

    /// <summary>The first message published at or after a time.</summary>
    Time = 3,

    /// <summary>Where a subscription was when a snapshot of it was made.</summary>
    Snapshot = 4,

    /// <summary>The last message of each key, then what comes from now on.</summary>
    LastValues = 5,
}
