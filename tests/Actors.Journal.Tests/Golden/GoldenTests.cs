namespace Actors.Journal.Tests;

/// <summary>
/// A segment of format version 1 as it lies on users' disks. It must load in every later version. After a change made on
/// purpose run with REWRITE_GOLDEN=1 and read the difference; a new version gets new files beside the old ones.
/// </summary>
public class GoldenTests
{
    private const ulong Salt = 0x1122334455667788;
    private const int SegmentBytes = 4096;

    private static string Folder => Path.Combine(AppContext.BaseDirectory, "Golden");

    [Fact]
    public void Version_1_is_written_byte_for_byte_as_it_always_was()
    {
        byte[] written = Write();
        Rewrite(written);

        Assert.Equal(File.ReadAllBytes(Path.Combine(Folder, "segment-v1.bin")), written);
    }

    [Fact]
    public void Version_1_reads_as_its_disassembly_says() =>
        Assert.Equal(
            File.ReadAllText(Path.Combine(Folder, "segment-v1.txt")).ReplaceLineEndings("\n"),
            Disassembly.Of(File.ReadAllBytes(Path.Combine(Folder, "segment-v1.bin"))));

    [Fact]
    public void Version_1_is_recovered()
    {
        byte[] bytes = new byte[SegmentBytes];
        File.ReadAllBytes(Path.Combine(Folder, "segment-v1.bin")).CopyTo(bytes, 0);
        var files = new MemoryFiles();
        files.WriteAll(FileNames.Segment(1), bytes);
        var owner = new TestOwner();

        using FileJournal journal = Journals.Open(files, owner, SegmentBytes);

        Assert.Equal(["7 Snapshot 0+0 tag 0: image", "7 Events 12+1 tag 5: more", "9 Events 0+0 tag 0: other"], owner.Replayed);
        Assert.Equal("hello world", journal.Read(7, 11));
        Assert.Equal("again", journal.Read(7, 10));
        Assert.Equal("!", journal.Read(7, 12));
        Assert.Null(journal.Read(8, 0));
        Assert.Equal(0, journal.Statistics.TornBytes);
    }

    private static byte[] Write()
    {
        byte[] bytes = new byte[SegmentBytes];
        new SegmentHeader(1, Salt, IsRecycled: false).Write(bytes);
        int at = SegmentHeader.RecordsStart;
        at += Appender.WriteSegments(bytes.AsSpan(at), new SegmentList(), Salt).PaddedLength;
        at = Mark(bytes, at, 0);
        int firstWrite = at - RecordHeader.Pad(WriteGroup.MarkLength);
        at = Put(bytes, at, 7, StoredKind.Events, 10, 2, 4, "put", "hello world");
        at = Put(bytes, at, 8, StoredKind.Events, 0, 1, 0, "gone", "x");
        at = Mark(bytes, at, firstWrite);
        at = Put(bytes, at, 7, StoredKind.Snapshot, 0, 0, 0, "image", "");
        at = Put(bytes, at, 7, StoredKind.Events, 12, 1, 5, "more", "!");
        at = Put(bytes, at, 7, StoredKind.Moved, 10, 1, 4, "", "again");
        at = Put(bytes, at, 8, StoredKind.Dropped, 1, 0, 0, "", "");
        at = Put(bytes, at, 9, StoredKind.Events, 0, 0, 0, "other", "");
        return bytes[..Mark(bytes, at, at)];
    }

    private static int Mark(byte[] bytes, int at, int durable)
    {
        WriteGroup.WriteMark(bytes.AsSpan(at), new Position(1, durable), Salt);
        return at + RecordHeader.Pad(WriteGroup.MarkLength);
    }

    private static int Put(byte[] bytes, int at, long actor, StoredKind kind, long key, int count, long tag, string state, string data)
    {
        System.Text.Encoding.ASCII.GetBytes(state + data).CopyTo(bytes, at + RecordHeader.Size);
        var header = new RecordHeader(RecordHeader.Size + state.Length + data.Length, actor, key, tag, count, state.Length, kind);
        header.Seal(bytes.AsSpan(at), Salt);
        return at + header.PaddedLength;
    }

    private static void Rewrite(byte[] written, [System.Runtime.CompilerServices.CallerFilePath] string source = "")
    {
        if (Environment.GetEnvironmentVariable("REWRITE_GOLDEN") == "1")
        {
            string folder = Path.GetDirectoryName(source)!;
            File.WriteAllBytes(Path.Combine(folder, "segment-v1.bin"), written);
            File.WriteAllText(Path.Combine(folder, "segment-v1.txt"), Disassembly.Of(written));
        }
    }
}
