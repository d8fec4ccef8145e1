using Actors.Journal;
using Actors.Runtime.Stores;
using ICommit = Actors.Runtime.Stores.ICommit;

namespace Actors.Standalone.Journals;

/// <summary>One actor's part of the journal.</summary>
/// <param name="journal">The journal all actors share.</param>
/// <param name="actor">The actor's number in it.</param>
internal sealed class JournalStore(FileJournal journal, long actor) : ILogStore
{
    /// <summary>The actor's number in the journal.</summary>
    public long Actor => actor;

    /// <summary>The folder's lock sees to that.</summary>
    public bool IsOwned => true;

    public int LargestSnapshotBytes => journal.LargestRecordBytes;

    public void RequireRoom(int bytes)
    {
        try
        {
            journal.RequireRoom(bytes);
        }
        catch (JournalFullException full)
        {
            throw new BrokerException(ErrorCode.StorageFull, $"The disk has no room for more; what is stored can still be consumed and settled. {full.Message}", full);
        }
    }

    // Room was required before the machine changed: from there on a record must not fail for lack of it.
    public void Append(in LogRecord record, ICommit? commit) => journal.Append(
        new Record
        {
            Actor = actor,
            Kind = record.IsSnapshot ? RecordKind.Snapshot : RecordKind.Events,
            Sync = record.MustSync,
            UseReserve = true,
            FirstKey = record.FirstOffset,
            KeyCount = record.Count,
            Tag = record.Time,
            State = record.Events,
            Data = record.Messages,
        },
        commit is null ? null : new JournalCommit(commit));

    // What is here at once is given at once; an error comes with the task, as it would from a slower store.
    public ValueTask<StoredMessages?> ReadAsync(long offset)
    {
        try
        {
            return new ValueTask<StoredMessages?>(Read(offset));
        }
        catch (Exception error)
        {
            return ValueTask.FromException<StoredMessages?>(error);
        }
    }

    public StoredMessages? Read(long offset) => journal.TryRead(actor, offset, out var stored)
        ? new StoredMessages(stored.FirstKey, stored.KeyCount, stored.Tag, stored.Data, stored)
        : null;

    public void Release(long first, long count) => journal.Release(actor, first, count);
}
