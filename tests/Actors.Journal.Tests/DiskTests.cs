using System.Globalization;

namespace Actors.Journal.Tests;

/// <summary>The real file system.</summary>
public sealed class DiskTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("actors-journal-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task A_journal_on_disk_is_recovered()
    {
        string folder = Path.Combine(_folder, "made", "by", "the", "journal");
        using (FileJournal journal = Open(folder))
        {
            for (int key = 0; key < 2000; key++)
            {
                journal.Events(1 + (key % 2), $"s{key}", key, [$"data {key}"], sync: key % 100 == 0);
            }

            await journal.Snapshot(1, "image").Wait();
        }

        var owner = new TestOwner();
        using FileJournal again = Open(folder, owner);
        Assert.Equal(1001, owner.Replayed.Count);
        for (int key = 0; key < 2000; key++)
        {
            Assert.Equal($"data {key}", again.Read(1 + (key % 2), key));
        }
    }

    [Fact]
    public void A_second_opening_is_refused_by_folder_and_holder()
    {
        using FileJournal journal = Open(_folder);

        JournalLockedException error = Assert.Throws<JournalLockedException>(() => Open(_folder));

        Assert.Contains(_folder, error.Message, StringComparison.Ordinal);
        if (OperatingSystem.IsLinux())
        {
            Assert.Contains($"in use by process {Environment.ProcessId.ToString(CultureInfo.InvariantCulture)};", error.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void The_folder_is_free_again_after_disposal()
    {
        Open(_folder).Dispose();
        Open(_folder).Dispose();
    }

    [Fact]
    public async Task Segments_of_another_size_are_read_and_then_replaced()
    {
        using (FileJournal journal = Open(_folder))
        {
            journal.Events(1, "old", 0, ["data"]);
        }

        using FileJournal again = FileJournal.Open(new JournalOptions { Folder = _folder, SegmentBytes = 8 * 1024 }, new TestOwner());
        Assert.Equal("data", again.Read(1, 0));
        for (int key = 1; key < 2000; key++)
        {
            again.Events(1, "", key, [$"data {key}"], sync: false);
        }

        await again.Events(1, "end").Wait();
        Assert.Equal("data 1999", again.Read(1, 1999));
    }

    private static FileJournal Open(string folder, IJournalOwner? owner = null) =>
        FileJournal.Open(new JournalOptions { Folder = folder, SegmentBytes = 64 * 1024 }, owner ?? new TestOwner());
}
