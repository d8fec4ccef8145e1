using System.Collections.Concurrent;
using System.Text;

namespace Actors.Journal.Tests;

/// <summary>Notes everything the journal says.</summary>
internal class TestOwner : IJournalOwner
{
    private readonly object _gate = new();
    private readonly List<JournalState> _states = [];

    public List<string> Replayed { get; } = [];

    public ConcurrentQueue<long> SnapshotsDue { get; } = new();

    public ConcurrentQueue<(long Actor, int Segment)> Evacuations { get; } = new();

    public virtual void Replay(in ReplayedRecord record) =>
        Replayed.Add($"{record.Actor} {record.Kind} {record.FirstKey}+{record.KeyCount} tag {record.Tag}: {Encoding.UTF8.GetString(record.State)}");

    public virtual void SnapshotDue(long actor) => Note(() => SnapshotsDue.Enqueue(actor));

    public virtual void Evacuate(long actor, int segment) => Note(() => Evacuations.Enqueue((actor, segment)));

    public void StateChanged(JournalState state, Exception? reason) => Note(() => _states.Add(state));

    /// <summary>Waits until something holds that the journal's calls bring about.</summary>
    public void WaitFor(string what, Func<bool> holds)
    {
        lock (_gate)
        {
            DateTime until = DateTime.UtcNow.AddSeconds(20);
            while (!holds())
            {
                TimeSpan left = until - DateTime.UtcNow;
                if (left <= TimeSpan.Zero || !Monitor.Wait(_gate, left))
                {
                    throw new TimeoutException($"Did not come within 20 s: {what}.");
                }
            }
        }
    }

    public void WaitForState(JournalState state) =>
        WaitFor($"state {state}", () => _states.Count > 0 && _states[^1] == state);

    private void Note(Action note)
    {
        lock (_gate)
        {
            note();
            Monitor.PulseAll(_gate);
        }
    }
}
