namespace Actors.Journal.Tests;

public class SpaceTests
{
    [Fact]
    public async Task Released_keys_give_their_segments_back()
    {
        var files = new MemoryFiles();
        using FileJournal journal = Journals.Open(files, segmentBytes: 4096);
        for (int key = 0; key < 2000; key++)
        {
            journal.Events(1, "", key, ["some data of a message"], sync: key % 20 == 0);
            journal.Release(1, key, 1);
            if (key % 20 == 0)
            {
                await journal.Snapshot(1, $"next {key + 1}").Wait();
            }
        }

        journal.Sync();
        Assert.InRange(journal.Statistics.Segments, 1, 6);
    }

    [Fact]
    public async Task Recycled_segments_never_bring_old_records_back()
    {
        var files = new MemoryFiles();
        for (int round = 0; round < 5; round++)
        {
            using FileJournal journal = Journals.Open(files, segmentBytes: 4096);
            for (int key = 0; key < 200; key++)
            {
                long at = (round * 200) + key;
                journal.Events(1, $"{at}", at, [$"data {at}"], sync: false);
            }

            await journal.Snapshot(1, $"round {round}").Wait();
            journal.Release(1, 0, long.MaxValue);
            journal.Sync();
        }

        var owner = new TestOwner();
        using FileJournal again = Journals.Open(files, owner, segmentBytes: 4096);
        Assert.Equal(["1 Snapshot 0+0 tag 0: round 4"], owner.Replayed);
    }
}
