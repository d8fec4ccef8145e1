using System.Collections.Concurrent;
using System.Globalization;
using System.Text;

namespace Actors.Journal.Tests;

/// <summary>
/// Some actors over one journal, driven step by step by a seed, and what must be true after every restart: the state found
/// is the state after some first part of all appends, that part holds everything that was committed, and every living key
/// can be read.
/// </summary>
internal sealed class ModelBroker(Random random, MemoryFiles files, int segmentBytes, Action<string> log) : IJournalOwner
{
    private readonly List<(long Actor, RecordKind Kind, long First, int Count, string State)> _appended = [];
    private readonly ConcurrentQueue<long> _snapshotsDue = new();
    private readonly ConcurrentQueue<(long Actor, int Segment)> _evacuations = new();
    private Dictionary<long, ModelActor> _actors = [];
    private Dictionary<long, ModelActor> _base = [];
    private FileJournal? _journal;
    private volatile int _committed;

    public FileJournal Journal => _journal!;

    public long LiveKeys => _actors.Values.Sum(actor => (long)actor.Live.Count);

    public void Open()
    {
        _actors = [];
        _snapshotsDue.Clear();
        _evacuations.Clear();
        _journal = FileJournal.Open(
            new JournalOptions { Files = files, SegmentBytes = segmentBytes, RoomProbe = TimeSpan.FromMilliseconds(1) }, this);
        foreach ((long id, ModelActor actor) in _actors)
        {
            ReleaseDead(id, actor);
        }
    }

    /// <summary>Opens again and checks what was found against what was appended.</summary>
    /// <param name="cleanly">Whether the journal was disposed without a fault, so that nothing at all may be missing.</param>
    public void Reopen(bool cleanly)
    {
        _committed = cleanly ? _appended.Count : _committed;
        Open();
        string found = Describe(_actors);
        Dictionary<long, ModelActor> expected = Copy(_base);
        int steps = 0;
        foreach (var record in _appended)
        {
            if (steps >= _committed && Describe(expected) == found)
            {
                break;
            }

            Get(expected, record.Actor).Apply(record.Kind, record.First, record.Count, record.State);
            steps++;
        }

        Assert.Equal(Describe(expected), found);
        log($"reopened: {steps} of {_appended.Count} appends found, {_committed} were committed, {Journal.Statistics.TornBytes} torn bytes");
        CheckData();
        _base = Copy(_actors);
        _appended.Clear();
        _committed = 0;
    }

    public void CheckData()
    {
        foreach ((long id, ModelActor actor) in _actors)
        {
            foreach (long key in actor.Live)
            {
                Assert.True(Journal.TryRead(id, key, out StoredData data), $"Key {key} of actor {id} is lost.");
                using (data)
                {
                    string text = Encoding.UTF8.GetString(data.Data.Span);
                    Assert.Contains($"<{id}/{key}>", text, StringComparison.Ordinal);
                }
            }
        }
    }

    /// <summary>One random step. Appends refused because the disk is full or broken are no steps.</summary>
    public void Step(int actors)
    {
        ServeJournal();
        long id = random.Next(1, actors + 1);
        ModelActor actor = Get(_actors, id);
        int dice = random.Next(100);
        if (dice < 45 && actor.Live.Count < 150)
        {
            int count = random.Next(1, 6);
            string padding = new('.', random.Next(60));
            Append(id, RecordKind.Events, actor.Next, [.. Enumerable.Range(0, count).Select(i => $"<{id}/{actor.Next + i}>{padding}")], "put", reserve: false);
        }
        else if (dice < 95 && actor.Live.Count > 0)
        {
            // Mostly the oldest, as queues do; sometimes any.
            long key = random.Next(4) > 0 ? actor.Live.Min : actor.Live.ElementAt(random.Next(actor.Live.Count));
            Append(id, RecordKind.Events, 0, [], key.ToString(CultureInfo.InvariantCulture), reserve: true);
            Journal.Release(id, key, 1);
        }
        else if (dice >= 97)
        {
            Journal.Sync();
        }
    }

    /// <summary>Does what the journal asked for.</summary>
    public void ServeJournal()
    {
        while (_snapshotsDue.TryDequeue(out long id))
        {
            Append(id, RecordKind.Snapshot, 0, [], Get(_actors, id).ToString(), reserve: true);
        }

        while (_evacuations.TryDequeue(out (long Actor, int Segment) due))
        {
            foreach (KeyRange range in Journal.Keys(due.Actor, due.Segment))
            {
                for (long key = range.First; key <= range.Last; key++)
                {
                    Append(due.Actor, RecordKind.Moved, key, [$"<{due.Actor}/{key}>"], "", reserve: true);
                }
            }

            Journal.Evacuated(due.Actor, due.Segment);
        }
    }

    public void Replay(in ReplayedRecord record) =>
        Get(_actors, record.Actor).Apply(record.Kind, record.FirstKey, record.KeyCount, Encoding.UTF8.GetString(record.State));

    public void SnapshotDue(long actor) => _snapshotsDue.Enqueue(actor);

    public void Evacuate(long actor, int segment) => _evacuations.Enqueue((actor, segment));

    public void StateChanged(JournalState state, Exception? reason) => log($"{state} {reason?.Message}");

    private void Append(long id, RecordKind kind, long first, string[] data, string state, bool reserve)
    {
        ReadOnlyMemory<byte>[] pieces = [.. data.Select(piece => (ReadOnlyMemory<byte>)Encoding.UTF8.GetBytes(piece))];
        bool sync = random.Next(3) == 0;
        int number = kind == RecordKind.Moved ? 0 : _appended.Count + 1;
        Journal.Append(
            new Record
            {
                Actor = id,
                Kind = kind,
                Sync = sync,
                UseReserve = reserve,
                FirstKey = first,
                KeyCount = data.Length,
                State = Encoding.UTF8.GetBytes(state),
                Data = pieces,
            },
            sync && number > 0 ? new Note(this, number) : null);
        if (kind != RecordKind.Moved)
        {
            _appended.Add((id, kind, first, data.Length, state));
            Get(_actors, id).Apply(kind, first, data.Length, state);
        }
    }

    private void ReleaseDead(long id, ModelActor actor)
    {
        long from = 0;
        foreach (long key in actor.Live)
        {
            Journal.Release(id, from, key - from);
            from = key + 1;
        }

        Journal.Release(id, from, long.MaxValue - from);
    }

    private static ModelActor Get(Dictionary<long, ModelActor> actors, long id)
    {
        if (!actors.TryGetValue(id, out ModelActor? actor))
        {
            actors.Add(id, actor = new ModelActor());
        }

        return actor;
    }

    private static string Describe(Dictionary<long, ModelActor> actors) =>
        string.Join('|', actors.Where(entry => entry.Value.Next > 0).OrderBy(entry => entry.Key).Select(entry => $"{entry.Key}:{entry.Value}"));

    private static Dictionary<long, ModelActor> Copy(Dictionary<long, ModelActor> actors)
    {
        Dictionary<long, ModelActor> copy = [];
        foreach ((long id, ModelActor actor) in actors)
        {
            Get(copy, id).Apply(RecordKind.Snapshot, 0, 0, actor.ToString());
        }

        return copy;
    }

    private sealed class Note(ModelBroker broker, int number) : ICommit
    {
        public void Committed() => broker._committed = number;

        public void Failed(Exception error)
        {
            // Unknown until the next opening, which the model allows for.
        }
    }
}
