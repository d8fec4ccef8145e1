using System.Globalization;
using Xunit.Abstractions;

namespace Actors.Journal.Tests;

public class EvacuationTests(ITestOutputHelper output)
{
    private const int SegmentBytes = 64 * 1024;

    // The segment being written, the spare ones, one that is not worth leaving, and one being left.
    private const int ConstantSegments = 1 + 4 + 1 + 1;

    [Theory]
    [InlineData(2)]
    [InlineData(10)]
    [InlineData(40)]
    public void Space_stays_under_twice_what_is_alive(int oneInSurvives)
    {
        var files = new MemoryFiles();
        var owner = new TestOwner();
        using FileJournal journal = Journals.Open(files, owner, SegmentBytes);
        string data = new('d', 200);
        for (int key = 0; key < 6000; key++)
        {
            journal.Events(1 + (key % 3), "", key, [data], sync: false);
            if (key % oneInSurvives != 0)
            {
                journal.Release(1 + (key % 3), key, 1);
            }

            if (key % 100 == 0)
            {
                Serve(journal, owner);
            }
        }

        owner.WaitFor("the journal comes to rest under twice what is alive", () =>
        {
            Serve(journal, owner);
            journal.Sync();
            JournalStatistics now = journal.Statistics;
            return now.BytesOnDisk <= (2 * now.LiveBytes) + (ConstantSegments * SegmentBytes);
        });

        JournalStatistics statistics = journal.Statistics;
        output.WriteLine($"{statistics.BytesOnDisk} bytes on disk, {statistics.LiveBytes} alive, {statistics.Records} records");
        AssertSurvivors(journal, oneInSurvives, data);

        // Nothing is copied for ever: moving costs less than was written in the first place.
        Assert.True(statistics.Records < 2.5 * 6000, $"{statistics.Records} records for 6000 appends.");
    }

    [Fact]
    public void Moved_keys_survive_a_restart_and_their_old_segment()
    {
        var files = new MemoryFiles();
        var owner = new TestOwner();
        string data = new('d', 200);
        using (FileJournal journal = Journals.Open(files, owner, SegmentBytes))
        {
            for (int key = 0; key < 3000; key++)
            {
                journal.Events(1 + (key % 3), "", key, [data], sync: false);
                if (key % 20 != 0)
                {
                    journal.Release(1 + (key % 3), key, 1);
                }

                if (key % 50 == 0)
                {
                    Serve(journal, owner);
                }
            }
        }

        using FileJournal again = Journals.Open(files, owner, SegmentBytes);
        AssertSurvivors(again, 20, data, keys: 3000);
    }

    [Fact]
    public void A_key_the_owner_forgot_to_move_is_kept()
    {
        var files = new MemoryFiles();
        var owner = new TestOwner();
        using FileJournal journal = Journals.Open(files, owner, SegmentBytes);
        journal.Events(2, "", 0, ["precious"], sync: false);
        journal.Snapshot(2, "");
        for (int key = 0; key < 2000; key++)
        {
            journal.Events(1, "", key, [new string('d', 200)], sync: false);
            journal.Release(1, key, 1);
            if (key % 50 == 0)
            {
                journal.Snapshot(1, "");
                journal.Snapshot(2, "");
                while (owner.Evacuations.TryDequeue(out (long Actor, int Segment) due))
                {
                    journal.Evacuated(due.Actor, due.Segment);
                }
            }
        }

        journal.Sync();
        Assert.Equal("precious", journal.Read(2, 0));
    }

    [Fact]
    public void Snapshots_bound_what_is_replayed()
    {
        var files = new MemoryFiles();
        var owner = new TestOwner();
        using (FileJournal journal = Journals.Open(files, owner, SegmentBytes))
        {
            for (int number = 0; number < 20_000; number++)
            {
                journal.Events(1, "something happened", sync: false);
                while (owner.SnapshotsDue.TryDequeue(out long actor))
                {
                    journal.Snapshot(actor, number.ToString(CultureInfo.InvariantCulture));
                }

                if (number % 100 == 0)
                {
                    journal.Sync();
                }
            }
        }

        var again = new TestOwner();
        using FileJournal opened = Journals.Open(files, again, SegmentBytes);

        Assert.StartsWith("1 Snapshot", again.Replayed[0], StringComparison.Ordinal);
        Assert.InRange(again.Replayed.Count, 1, 6 * SegmentBytes / 88);
    }

    [Fact]
    public void An_actor_that_does_nothing_is_never_asked_for_a_snapshot_while_space_is_fine()
    {
        var owner = new TestOwner();
        using FileJournal journal = Journals.Open(new MemoryFiles(), owner, SegmentBytes);
        journal.Snapshot(5, "idle");
        for (int key = 0; key < 1000; key++)
        {
            journal.Events(1, "", key, [new string('d', 200)], sync: false);
        }

        journal.Sync();
        owner.WaitFor("a snapshot of the busy actor is asked for", () => owner.SnapshotsDue.Contains(1));
        Assert.DoesNotContain(5, owner.SnapshotsDue);
    }

    private static void Serve(FileJournal journal, TestOwner owner)
    {
        while (owner.SnapshotsDue.TryDequeue(out long actor))
        {
            journal.Snapshot(actor, "image", sync: false);
        }

        while (owner.Evacuations.TryDequeue(out (long Actor, int Segment) due))
        {
            foreach (KeyRange range in journal.Keys(due.Actor, due.Segment))
            {
                for (long key = range.First; key <= range.Last; key++)
                {
                    // Only every third key is the actor's own.
                    if (journal.TryRead(due.Actor, key, out StoredData data))
                    {
                        journal.Move(due.Actor, key, System.Text.Encoding.UTF8.GetString(data.Data.Span));
                        data.Dispose();
                    }
                }
            }

            journal.Evacuated(due.Actor, due.Segment);
        }
    }

    private static void AssertSurvivors(FileJournal journal, int oneInSurvives, string data, int keys = 6000)
    {
        for (int key = 0; key < keys; key += oneInSurvives)
        {
            Assert.Equal(data, journal.Read(1 + (key % 3), key));
        }
    }
}
