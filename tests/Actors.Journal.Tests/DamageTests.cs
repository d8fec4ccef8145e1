using Xunit.Abstractions;

namespace Actors.Journal.Tests;

/// <summary>What is found after bytes were lost or changed is either right or refused, never wrong.</summary>
public class DamageTests(ITestOutputHelper output)
{
    private const int SegmentBytes = 4096;
    private static readonly string Segment = FileNames.Segment(1);

    [Fact]
    public void A_tail_cut_at_any_byte_leaves_the_records_before_it()
    {
        (byte[] bytes, List<int> ends) = Record(appends: 5);
        for (int cut = ends[0]; cut <= ends[^1]; cut++)
        {
            byte[] torn = [.. bytes];
            torn.AsSpan(cut).Clear();
            int whole = EndOfWhole(torn, bytes);
            int expected = ends.Skip(1).Count(end => end <= whole);

            (List<string> replayed, JournalStatistics statistics) = Open(torn);

            Assert.Equal(Enumerable.Range(0, expected).Select(Line), replayed);
            int left = torn.AsSpan(whole).LastIndexOfAnyExcept((byte)0) + 1;
            Assert.Equal(left, statistics.TornBytes);
            Assert.Equal(left == 0 ? null : $"{Segment}, byte {whole}", statistics.TornAt);
        }
    }

    [Fact]
    public void Garbage_behind_the_last_record_is_cut_and_reported()
    {
        (byte[] bytes, List<int> ends) = Record(appends: 3);
        new Random(5).NextBytes(bytes.AsSpan(ends[^1], 300));
        bytes[ends[^1] + 299] = 1;

        (List<string> replayed, JournalStatistics statistics) = Open(bytes);

        Assert.Equal(3, replayed.Count);
        Assert.Equal(300, statistics.TornBytes);
        Assert.Equal($"{Segment}, byte {ends[^1]}", statistics.TornAt);
    }

    [Fact]
    public void A_flipped_bit_anywhere_is_cut_or_refused_and_never_believed()
    {
        (byte[] bytes, List<int> ends) = Record(appends: 4);
        int refused = 0;
        int cut = 0;
        for (int bit = 0; bit < ends[^1] * 8; bit++)
        {
            byte[] flipped = [.. bytes];
            flipped[bit / 8] ^= (byte)(1 << (bit % 8));
            try
            {
                (List<string> replayed, JournalStatistics _) = Open(flipped);
                Assert.Equal(Enumerable.Range(0, replayed.Count).Select(Line), replayed);
                cut += replayed.Count < 4 ? 1 : 0;
            }
            catch (JournalDamagedException error)
            {
                Assert.Equal(Segment, error.File);
                Assert.InRange(error.Position, 0, bit / 8);
                refused++;
            }
        }

        output.WriteLine($"{refused} refused, {cut} cut");

        // Only the last write can be cut: everything before it is known to have been synced.
        Assert.True(cut <= (ends[^1] - ends[^3]) * 8, $"{cut} flips were taken for a torn tail.");
    }

    [Fact]
    public void After_a_clean_end_no_flipped_bit_of_a_record_is_taken_for_a_torn_tail()
    {
        var files = new MemoryFiles();
        int end;
        using (FileJournal journal = Journals.Open(files, segmentBytes: SegmentBytes))
        {
            journal.Events(1, "record 0", 0, ["data 0"]);
            journal.Sync();
            end = SegmentHeader.RecordsStart + 64 + 72 + 80;
        }

        byte[] bytes = files.ReadAll(Segment);
        for (int bit = SegmentHeader.RecordsStart * 8; bit < end * 8; bit++)
        {
            byte[] flipped = [.. bytes];
            flipped[bit / 8] ^= (byte)(1 << (bit % 8));
            try
            {
                Assert.Single(Open(flipped).Replayed);
            }
            catch (JournalDamagedException error)
            {
                Assert.Equal(Segment, error.File);
            }
        }
    }

    [Fact]
    public void A_hole_in_the_last_unsynced_write_is_cut_with_all_behind_it_and_never_met_again()
    {
        var files = new MemoryFiles();
        using (FileJournal journal = Journals.Open(files, segmentBytes: SegmentBytes))
        {
            journal.Events(1, "record 0");
            journal.Sync();
            files.Crash(null);
        }

        byte[] bytes = files.ReadAll(Segment);
        ulong salt = BitConverter.ToUInt64(bytes, 16);
        int at = EndOfRecords(bytes, salt, SegmentHeader.RecordsStart);

        // Two records as a write would leave them whose first sector was lost.
        int second = at + 72 + 64 + 48;
        "ghost"u8.CopyTo(bytes.AsSpan(second + RecordHeader.Size));
        new RecordHeader(RecordHeader.Size + 5, 1, 0, 0, 0, 5, StoredKind.Events).Seal(bytes.AsSpan(second), salt);
        files.WriteAll(Segment, bytes);

        var owner = new TestOwner();
        using (FileJournal journal = Journals.Open(files, owner, SegmentBytes))
        {
            Assert.Equal(["1 Events 0+0 tag 0: record 0"], owner.Replayed);
            Assert.Equal(72 + 64 + 48 + 72, journal.Statistics.TornBytes);

            // A mark of 72 bytes and a record of 64 + 48: the new write ends exactly where the ghost began.
            journal.Events(1, new string('x', 48));
            journal.Sync();
            files.Crash(null);
        }

        owner = new TestOwner();
        using FileJournal again = Journals.Open(files, owner, SegmentBytes);
        Assert.DoesNotContain(owner.Replayed, line => line.Contains("ghost", StringComparison.Ordinal));
    }

    [Fact]
    public void Damage_in_a_sealed_segment_is_refused_with_file_and_position()
    {
        MemoryFiles files = Sealed();
        byte[] bytes = files.ReadAll(Segment);
        bytes[1000] ^= 4;
        files.WriteAll(Segment, bytes);

        JournalDamagedException error = Assert.Throws<JournalDamagedException>(() => Journals.Open(files, segmentBytes: SegmentBytes));

        Assert.Equal(Segment, error.File);
        Assert.InRange(error.Position, 900, 1000);
    }

    [Fact]
    public void Damaged_data_of_a_sealed_segment_is_refused_when_read()
    {
        MemoryFiles files = Sealed();
        byte[] bytes = files.ReadAll(Segment);
        int data = bytes.AsSpan().IndexOf("some data"u8);
        bytes[data] ^= 1;
        files.WriteAll(Segment, bytes);

        using FileJournal journal = Journals.Open(files, segmentBytes: SegmentBytes);

        JournalDamagedException error = Assert.Throws<JournalDamagedException>(() => journal.Read(1, 0));
        Assert.Equal(Segment, error.File);
        Assert.Equal("some data 1", journal.Read(1, 1));
    }

    [Fact]
    public void A_lost_last_segment_is_noticed()
    {
        MemoryFiles files = Sealed();
        string last = files.List().Where(name => FileNames.TrySegment(name, out _)).Order()
            .Last(name => files.ReadAll(name).AsSpan(SegmentHeader.RecordsStart, 64).ContainsAnyExcept((byte)0));
        files.Delete(last);

        JournalDamagedException error = Assert.Throws<JournalDamagedException>(() => Journals.Open(files, segmentBytes: SegmentBytes));
        Assert.Equal(last, error.File);
    }

    [Fact]
    public void A_format_of_the_future_is_refused_by_its_version()
    {
        (byte[] bytes, _) = Record(appends: 1);
        bytes[8] = 9;
        BitConverter.TryWriteBytes(bytes.AsSpan(56), System.IO.Hashing.XxHash3.HashToUInt64(bytes.AsSpan(0, 56)));

        Assert.Contains("version is 9", Assert.Throws<JournalDamagedException>(() => Open(bytes)).Message);
    }

    private static string Line(int number) => $"1 Events {number}+1 tag {number * 10}: record {number}";

    // One segment of a journal that was killed, and where each of its appends ends (first: where the first begins).
    private static (byte[] Bytes, List<int> Ends) Record(int appends)
    {
        var files = new MemoryFiles();
        using FileJournal journal = Journals.Open(files, segmentBytes: SegmentBytes);
        List<int> ends = [EndOfRecords(files)];
        for (int i = 0; i < appends; i++)
        {
            journal.Events(1, $"record {i}", i, [$"data {i}"]);
            journal.Sync();
            ends.Add(EndOfRecords(files));
        }

        files.Crash(null);
        return (files.ReadAll(Segment), ends);
    }

    private static int EndOfRecords(MemoryFiles files)
    {
        byte[] bytes = files.ReadAll(Segment);
        return EndOfRecords(bytes, BitConverter.ToUInt64(bytes, 16), SegmentHeader.RecordsStart);
    }

    private static int EndOfRecords(byte[] bytes, ulong salt, int from)
    {
        while (RecordHeader.TryRead(bytes.AsSpan(from), salt, bytes.Length, out RecordHeader header))
        {
            from += header.PaddedLength;
        }

        return from;
    }

    // Where the last record ends of which the cut took nothing, or nothing but zeroes.
    private static int EndOfWhole(byte[] torn, byte[] bytes)
    {
        int at = SegmentHeader.RecordsStart;
        int common = torn.AsSpan().CommonPrefixLength(bytes);
        while (RecordHeader.TryRead(bytes.AsSpan(at), BitConverter.ToUInt64(bytes, 16), bytes.Length, out RecordHeader header)
            && at + header.Length <= common)
        {
            at += header.PaddedLength;
        }

        return at;
    }

    private static (List<string> Replayed, JournalStatistics Statistics) Open(byte[] bytes)
    {
        var files = new MemoryFiles();
        files.WriteAll(Segment, bytes);
        var owner = new TestOwner();
        using FileJournal journal = Journals.Open(files, owner, SegmentBytes);
        for (int key = 0; key < owner.Replayed.Count; key++)
        {
            Assert.Equal($"data {key}", journal.Read(1, key));
        }

        return (owner.Replayed, journal.Statistics);
    }

    // The second opening writes whatever sidecar the first had no time for.
    private static MemoryFiles Sealed()
    {
        var files = new MemoryFiles();
        using (FileJournal journal = Journals.Open(files, segmentBytes: SegmentBytes))
        {
            for (int key = 0; key < 40; key++)
            {
                journal.Events(1, $"state {key}", key, [$"some data {key}"], sync: false);
            }
        }

        Journals.Open(files, segmentBytes: SegmentBytes).Dispose();
        return files;
    }
}
