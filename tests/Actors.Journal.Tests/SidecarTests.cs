namespace Actors.Journal.Tests;

public class SidecarTests
{
    [Fact]
    public void Sealed_segments_are_found_through_their_sidecars()
    {
        MemoryFiles files = Filled(out _);

        using FileJournal journal = Journals.Open(files, segmentBytes: 8192);

        AssertAll(journal);
    }

    [Fact]
    public void A_lost_sidecar_is_made_again()
    {
        MemoryFiles files = Filled(out List<string> sidecars);
        sidecars.ForEach(files.Delete);

        using FileJournal journal = Journals.Open(files, segmentBytes: 8192);

        AssertAll(journal);
        Assert.Equal(sidecars, Sidecars(files));
    }

    [Fact]
    public void A_sidecar_damaged_at_any_byte_is_noticed_and_made_again()
    {
        MemoryFiles files = Filled(out List<string> sidecars);
        byte[] good = files.ReadAll(sidecars[1]);
        var random = new Random(3);
        for (int at = 0; at < good.Length; at += at < 256 ? 1 : random.Next(1, 40))
        {
            byte[] bad = [.. good];
            bad[at] ^= (byte)(1 << random.Next(8));
            files.WriteAll(sidecars[1], bad);
            using FileJournal journal = Journals.Open(files, segmentBytes: 8192);
            AssertAll(journal);
        }
    }

    [Fact]
    public void A_half_written_sidecar_is_made_again()
    {
        MemoryFiles files = Filled(out List<string> sidecars);
        byte[] good = files.ReadAll(sidecars[0]);
        foreach (int length in (int[])[0, 10, 64, 100, 4096, good.Length - 1])
        {
            files.WriteAll(sidecars[0], good.AsSpan(0, length));
            using FileJournal journal = Journals.Open(files, segmentBytes: 8192);
            AssertAll(journal);
        }
    }

    private static void AssertAll(FileJournal journal)
    {
        for (int key = 0; key < 400; key++)
        {
            Assert.Equal($"data of {key}", journal.Read(1 + (key % 3), key));
        }

        Assert.Null(journal.Read(1, 400));
    }

    private static List<string> Sidecars(MemoryFiles files) =>
        [.. files.List().Where(name => FileNames.TrySidecar(name, out _)).Order()];

    // The second opening writes whatever sidecar the first had no time for.
    private static MemoryFiles Filled(out List<string> sidecars)
    {
        var files = new MemoryFiles();
        using (FileJournal journal = Journals.Open(files, segmentBytes: 8192))
        {
            for (int key = 0; key < 400; key++)
            {
                journal.Events(1 + (key % 3), "s", key, [$"data of {key}"], sync: false);
            }
        }

        using (Journals.Open(files, segmentBytes: 8192))
        {
            sidecars = Sidecars(files);
        }

        Assert.True(sidecars.Count > 3);
        return files;
    }
}
