namespace Actors.Runtime.Stores;

/// <summary>Keeps one actor's records: appended in order, found again by the messages in them. Safe to call from any thread.</summary>
internal interface ILogStore
{
    /// <summary>
    /// Whether nobody else can have taken the actor over at this moment. When that is not sure, deliveries wait until their
    /// record is stored, which proves it: a node that was frozen and replaced must not hand anything out when it wakes up.
    /// </summary>
    bool IsOwned { get; }

    /// <summary>The largest snapshot that fits into a record.</summary>
    int LargestSnapshotBytes { get; }

    /// <summary>Refuses what would take room that there is not, before anything changes.</summary>
    /// <param name="bytes">How much is going to be appended.</param>
    /// <exception cref="BrokerException"><see cref="ErrorCode.StorageFull"/>.</exception>
    void RequireRoom(int bytes);

    /// <summary>Appends a record; everything is copied or may be read until the commit is told.</summary>
    /// <param name="record">What to append.</param>
    /// <param name="commit">Told once the record is as safe as it asked to be, in the order of appending, on any thread; null if nobody waits.</param>
    /// <exception cref="IOException">Nothing can be appended any more.</exception>
    void Append(in LogRecord record, ICommit? commit);

    /// <summary>Finds the record that holds a message.</summary>
    /// <param name="offset">The message.</param>
    /// <returns>The record, to be disposed; null if no subscription needs the message any more.</returns>
    /// <exception cref="IOException">The record cannot be read.</exception>
    ValueTask<StoredMessages?> ReadAsync(long offset);

    /// <summary>Messages are settled by all: their space may come back.</summary>
    /// <param name="first">The first message.</param>
    /// <param name="count">How many.</param>
    void Release(long first, long count);
}
