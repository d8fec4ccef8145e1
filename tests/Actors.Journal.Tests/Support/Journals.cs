using System.Text;

namespace Actors.Journal.Tests;

/// <summary>Short ways to append and read, so that tests show only what they are about.</summary>
internal static class Journals
{
    public static JournalOptions Options(IJournalFiles files, int segmentBytes = 16 * 1024) =>
        new() { Files = files, SegmentBytes = segmentBytes, RoomProbe = TimeSpan.FromMilliseconds(5) };

    public static FileJournal Open(IJournalFiles files, IJournalOwner? owner = null, int segmentBytes = 16 * 1024) =>
        FileJournal.Open(Options(files, segmentBytes), owner ?? new TestOwner());

    public static TestCommit Events(
        this FileJournal journal, long actor, string state, long firstKey = 0, string[]? data = null, bool sync = true, bool reserve = false) =>
        journal.Add(actor, RecordKind.Events, state, firstKey, data ?? [], sync, reserve);

    public static TestCommit Snapshot(this FileJournal journal, long actor, string state, bool sync = true) =>
        journal.Add(actor, RecordKind.Snapshot, state, 0, [], sync, reserve: true);

    public static TestCommit Move(this FileJournal journal, long actor, long key, string data, bool sync = false) =>
        journal.Add(actor, RecordKind.Moved, "", key, [data], sync, reserve: true);

    /// <summary>The data of the record that holds a key; null if there is none.</summary>
    public static string? Read(this FileJournal journal, long actor, long key)
    {
        if (!journal.TryRead(actor, key, out StoredData data))
        {
            return null;
        }

        using (data)
        {
            Assert.InRange(key, data.FirstKey, data.FirstKey + data.KeyCount - 1);
            return Encoding.UTF8.GetString(data.Data.Span);
        }
    }

    private static TestCommit Add(
        this FileJournal journal, long actor, RecordKind kind, string state, long firstKey, string[] data, bool sync, bool reserve)
    {
        var commit = new TestCommit();
        ReadOnlyMemory<byte>[] pieces = [.. data.Select(piece => (ReadOnlyMemory<byte>)Encoding.UTF8.GetBytes(piece))];
        journal.Append(
            new Record
            {
                Actor = actor,
                Kind = kind,
                Sync = sync,
                UseReserve = reserve,
                FirstKey = firstKey,
                KeyCount = data.Length,
                Tag = firstKey * 10,
                State = Encoding.UTF8.GetBytes(state),
                Data = pieces,
            },
            commit);
        return commit;
    }
}
