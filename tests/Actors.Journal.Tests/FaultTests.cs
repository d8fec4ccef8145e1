namespace Actors.Journal.Tests;

public class FaultTests
{
    [Fact]
    public async Task A_full_disk_refuses_data_but_not_what_makes_room_and_opens_again_by_itself()
    {
        var files = new MemoryFiles { Room = 3 * 4096 };
        var owner = new TestOwner();
        using FileJournal journal = Journals.Open(files, owner, segmentBytes: 4096);
        int accepted = 0;
        Assert.Throws<JournalFullException>(() =>
        {
            for (; accepted < 1000; accepted++)
            {
                journal.Events(1, "put", accepted, ["some data to fill the disk with"], sync: false);
            }
        });
        owner.WaitForState(JournalState.Full);
        Assert.Equal(JournalState.Full, journal.Statistics.State);

        // Nothing of what was taken is lost, and the reserve still takes settlements.
        Assert.Equal("some data to fill the disk with", journal.Read(1, accepted - 1));
        Assert.Null(journal.Read(1, accepted));
        await journal.Events(1, "taken", reserve: true).Wait();

        files.Room = null;
        owner.WaitForState(JournalState.Ok);
        await journal.Events(1, "put", accepted, ["data"]).Wait();
    }

    [Fact]
    public async Task Room_made_by_settling_ends_the_full_state()
    {
        var files = new MemoryFiles { Room = 4 * 4096 };
        var owner = new TestOwner();
        using FileJournal journal = Journals.Open(files, owner, segmentBytes: 4096);
        int accepted = 0;
        Assert.Throws<JournalFullException>(() =>
        {
            for (; accepted < 1000; accepted++)
            {
                journal.Events(1, "put", accepted, ["some data to fill the disk with"], sync: false);
            }
        });
        owner.WaitForState(JournalState.Full);

        await journal.Snapshot(1, "all taken").Wait();
        journal.Release(1, 0, accepted);

        owner.WaitForState(JournalState.Ok);
        await journal.Events(1, "put", accepted, ["data"]).Wait();
    }

    [Fact]
    public async Task A_failed_sync_fails_everything_that_waited_and_is_never_tried_again()
    {
        var files = new MemoryFiles();
        var owner = new TestOwner();
        using (FileJournal journal = Journals.Open(files, owner))
        {
            await journal.Events(1, "good").Wait();
            files.SyncsUntilFailure = 0;

            TestCommit lost = journal.Events(1, "lost");
            JournalFailedException failure = await Assert.ThrowsAsync<JournalFailedException>(lost.Wait);
            Assert.Contains("Input/output error", failure.Message);
            owner.WaitForState(JournalState.Failed);

            files.SyncsUntilFailure = null;
            int syncs = files.Syncs;
            Assert.Throws<JournalFailedException>(() => journal.Events(1, "refused"));
            Assert.Throws<JournalFailedException>(journal.Sync);
            Assert.Equal(syncs, files.Syncs);
        }

        var again = new TestOwner();
        using FileJournal opened = Journals.Open(files, again);
        Assert.Equal("1 Events 0+0 tag 0: good", again.Replayed[0]);
        await opened.Events(1, "works again").Wait();
    }

    [Fact]
    public async Task What_a_failed_sync_left_in_the_page_cache_is_durable_once_it_was_replayed()
    {
        for (int seed = 0; seed < 20; seed++)
        {
            var files = new MemoryFiles();
            using (FileJournal journal = Journals.Open(files))
            {
                files.SyncsUntilFailure = 0;
                await Assert.ThrowsAsync<JournalFailedException>(journal.Events(1, "in the page cache").Wait);
                files.SyncsUntilFailure = null;
            }

            var owner = new TestOwner();
            using (Journals.Open(files, owner))
            {
                Assert.Single(owner.Replayed);
                files.Crash(new Random(seed));
            }

            owner = new TestOwner();
            using FileJournal again = Journals.Open(files, owner);
            Assert.Equal(["1 Events 0+0 tag 0: in the page cache"], owner.Replayed);
        }
    }

    [Fact]
    public async Task A_failed_write_fails_the_journal()
    {
        var files = new MemoryFiles();
        using FileJournal journal = Journals.Open(files);
        files.WritesUntilFailure = 0;

        TestCommit lost = journal.Events(1, "lost", sync: false);

        await Assert.ThrowsAsync<JournalFailedException>(lost.Wait);
        Assert.Equal(JournalState.Failed, journal.Statistics.State);
    }

    [Fact]
    public void A_journal_opens_without_room_and_says_so()
    {
        var files = new MemoryFiles();
        using (FileJournal journal = Journals.Open(files, segmentBytes: 4096))
        {
            journal.Events(1, "kept");
        }

        foreach (string name in files.List().Where(name => name != FileNames.Segment(1)))
        {
            files.Delete(name);
        }

        files.Room = 4096;
        var owner = new TestOwner();
        using FileJournal again = Journals.Open(files, owner, segmentBytes: 4096);

        owner.WaitForState(JournalState.Full);
        Assert.Throws<JournalFullException>(() => again.Events(1, "more"));
        Assert.Single(owner.Replayed);
    }

    [Fact]
    public async Task Commits_come_in_the_order_of_the_appends()
    {
        using FileJournal journal = Journals.Open(new MemoryFiles());
        List<int> order = [];
        for (int i = 0; i < 200; i++)
        {
            journal.Append(
                new Record { Actor = 1, Kind = RecordKind.Events, Sync = i % 3 == 0 }, new OrderNote(order, i));
        }

        journal.Sync();
        await journal.Events(1, "").Wait();
        Assert.Equal(Enumerable.Range(0, 200), order);
    }

    private sealed class OrderNote(List<int> order, int number) : ICommit
    {
        public void Committed() => order.Add(number);

        public void Failed(Exception error) => order.Add(-1);
    }
}
