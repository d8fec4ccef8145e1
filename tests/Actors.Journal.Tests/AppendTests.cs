namespace Actors.Journal.Tests;

public class AppendTests
{
    [Fact]
    public async Task A_committed_record_is_read_back_by_any_of_its_keys()
    {
        using FileJournal journal = Journals.Open(new MemoryFiles());

        await journal.Events(7, "put", firstKey: 100, ["one ", "two ", "three"]).Wait();

        Assert.True(journal.TryRead(7, 101, out StoredData data));
        using (data)
        {
            Assert.Equal("one two three"u8.ToArray(), data.Data.ToArray());
            Assert.Equal((100, 3, 1000), (data.FirstKey, data.KeyCount, data.Tag));
        }

        Assert.Null(journal.Read(7, 99));
        Assert.Null(journal.Read(7, 103));
        Assert.Null(journal.Read(8, 100));
    }

    [Fact]
    public void A_record_is_readable_before_it_is_written()
    {
        using var syncing = new ManualResetEventSlim();
        using var goOn = new ManualResetEventSlim();
        var files = new MemoryFiles();
        using FileJournal journal = Journals.Open(files);
        files.BeforeSync = _ =>
        {
            syncing.Set();
            Assert.True(goOn.Wait(TimeSpan.FromSeconds(20)), "The test did not let the sync go on.");
        };

        journal.Events(1, "", firstKey: 0, ["first"]);
        Assert.True(syncing.Wait(TimeSpan.FromSeconds(20)), "No sync was begun.");
        TestCommit second = journal.Events(1, "", firstKey: 1, ["second"]);

        Assert.Equal("first", journal.Read(1, 0));
        Assert.Equal("second", journal.Read(1, 1));
        Assert.False(second.IsDone);
        goOn.Set();
    }

    [Fact]
    public async Task Appends_that_pile_up_during_a_sync_share_the_next_one()
    {
        using var syncing = new ManualResetEventSlim();
        using var goOn = new ManualResetEventSlim();
        var files = new MemoryFiles();
        using FileJournal journal = Journals.Open(files);
        files.BeforeSync = _ =>
        {
            syncing.Set();
            Assert.True(goOn.Wait(TimeSpan.FromSeconds(20)), "The test did not let the sync go on.");
        };
        int before = files.Syncs;

        TestCommit first = journal.Events(1, "a");
        Assert.True(syncing.Wait(TimeSpan.FromSeconds(20)), "No sync was begun.");
        TestCommit[] others = [.. Enumerable.Range(2, 50).Select(actor => journal.Events(actor, "b"))];
        Assert.False(first.IsDone);
        goOn.Set();

        await first.Wait();
        foreach (TestCommit other in others)
        {
            await other.Wait();
        }

        Assert.Equal(2, files.Syncs - before);
    }

    [Fact]
    public async Task A_record_that_needs_no_sync_is_committed_without_one()
    {
        var files = new MemoryFiles();
        using FileJournal journal = Journals.Open(files);
        int before = files.Syncs;

        await journal.Events(1, "a", sync: false).Wait();

        Assert.Equal(before, files.Syncs);
        journal.Sync();
        Assert.Equal(before + 1, files.Syncs);
    }

    [Fact]
    public async Task Many_threads_append_and_read_what_they_appended()
    {
        using FileJournal journal = Journals.Open(new MemoryFiles(), segmentBytes: 64 * 1024);

        await Task.WhenAll(Enumerable.Range(1, 8).Select(actor => Task.Run(async () =>
        {
            for (int key = 0; key < 500; key++)
            {
                TestCommit commit = journal.Events(actor, "s", key, [$"{actor}/{key}"], sync: key % 3 == 0);
                Assert.Equal($"{actor}/{key / 2}", journal.Read(actor, key / 2));
                if (key % 50 == 0)
                {
                    await commit.Wait();
                }
            }
        })));

        for (int actor = 1; actor <= 8; actor++)
        {
            for (int key = 0; key < 500; key++)
            {
                Assert.Equal($"{actor}/{key}", journal.Read(actor, key));
            }
        }
    }

    [Fact]
    public void What_makes_no_sense_is_refused_by_name()
    {
        using FileJournal journal = Journals.Open(new MemoryFiles());
        journal.Events(1, "", 10, ["x", "y"]);

        Assert.Contains("must be above 0", Assert.Throws<ArgumentException>(() => journal.Events(0, "")).Message);
        Assert.Contains("next key is 12", Assert.Throws<ArgumentException>(() => journal.Events(1, "", 11, ["z"])).Message);
        Assert.Contains("allowed are", Assert.Throws<ArgumentException>(() => journal.Events(1, new string('x', 20_000))).Message);
        Assert.Contains("written already", Assert.Throws<ArgumentException>(() => journal.Move(1, 10, "x")).Message);
    }
}
