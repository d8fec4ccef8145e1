namespace Actors.Journal.Tests;

public class RecoveryTests
{
    [Fact]
    public async Task Everything_appended_is_replayed_in_order_and_readable()
    {
        var files = new MemoryFiles();
        using (FileJournal journal = Journals.Open(files))
        {
            journal.Events(1, "one", 0, ["a", "b"]);
            journal.Events(2, "two");
            await journal.Events(1, "three", 2, ["c"]).Wait();
        }

        var owner = new TestOwner();
        using FileJournal again = Journals.Open(files, owner);

        Assert.Equal(["1 Events 0+2 tag 0: one", "2 Events 0+0 tag 0: two", "1 Events 2+1 tag 20: three"], owner.Replayed);
        Assert.Equal("ab", again.Read(1, 1));
        Assert.Equal("c", again.Read(1, 2));
        Assert.Equal(0, again.Statistics.TornBytes);
    }

    [Fact]
    public void Replay_begins_at_the_newest_snapshot_of_each_actor()
    {
        var files = new MemoryFiles();
        using (FileJournal journal = Journals.Open(files))
        {
            journal.Events(1, "old");
            journal.Events(2, "kept");
            journal.Snapshot(1, "image");
            journal.Events(1, "new");
        }

        var owner = new TestOwner();
        using FileJournal again = Journals.Open(files, owner);

        Assert.Equal(["2 Events 0+0 tag 0: kept", "1 Snapshot 0+0 tag 0: image", "1 Events 0+0 tag 0: new"], owner.Replayed);
    }

    [Fact]
    public void A_dropped_actor_is_not_met_again()
    {
        var files = new MemoryFiles();
        using (FileJournal journal = Journals.Open(files))
        {
            journal.Events(1, "gone", 0, ["a"]);
            journal.Events(2, "kept");
            journal.Drop(1);
            Assert.Null(journal.Read(1, 0));
            journal.Events(1, "reborn", 0, ["b"]);
        }

        var owner = new TestOwner();
        using FileJournal again = Journals.Open(files, owner);

        Assert.Equal(["2 Events 0+0 tag 0: kept", "1 Events 0+1 tag 0: reborn"], owner.Replayed);
        Assert.Equal("b", again.Read(1, 0));
    }

    [Fact]
    public async Task Many_segments_are_replayed_and_readable()
    {
        var files = new MemoryFiles();
        using (FileJournal journal = Journals.Open(files, segmentBytes: 4096))
        {
            for (int key = 0; key < 300; key++)
            {
                journal.Events(1 + (key % 3), "s", key, [$"data of {key}"], sync: false);
            }

            await journal.Events(9, "end").Wait();
            Assert.True(journal.Statistics.Segments > 5);
        }

        var owner = new TestOwner();
        using FileJournal again = Journals.Open(files, owner, segmentBytes: 4096);

        Assert.Equal(301, owner.Replayed.Count);
        for (int key = 0; key < 300; key++)
        {
            Assert.Equal($"data of {key}", again.Read(1 + (key % 3), key));
        }
    }

    [Fact]
    public void A_folder_can_be_open_only_once()
    {
        var files = new MemoryFiles();
        using FileJournal journal = Journals.Open(files);

        Assert.Throws<JournalLockedException>(() => Journals.Open(files));
    }

    [Fact]
    public void A_missing_segment_is_refused_by_name()
    {
        var files = new MemoryFiles();
        using (FileJournal journal = Journals.Open(files, segmentBytes: 4096))
        {
            for (int key = 0; key < 200; key++)
            {
                journal.Events(1, "s", key, ["data"], sync: false);
            }
        }

        files.Delete(FileNames.Segment(2));

        JournalDamagedException error = Assert.Throws<JournalDamagedException>(() => Journals.Open(files, segmentBytes: 4096));
        Assert.Equal(FileNames.Segment(2), error.File);
    }
}
