namespace Actors.Journal;

/// <summary>
/// The side of the journal's user that the journal calls. Except for <see cref="Replay"/>, calls come from the journal's
/// own threads, never under its locks, and must not block.
/// </summary>
public interface IJournalOwner
{
    /// <summary>
    /// Called by <see cref="FileJournal.Open"/>, on its thread, in the order of appending: for every actor its newest
    /// snapshot and all that came after it. Moved records come only if they carry state.
    /// </summary>
    /// <param name="record">The record without its data.</param>
    void Replay(in ReplayedRecord record);

    /// <summary>
    /// The replay of this actor would begin far back: append a <see cref="RecordKind.Snapshot"/> of it soon.
    /// </summary>
    /// <param name="actor">The actor to take a snapshot of.</param>
    void SnapshotDue(long actor);

    /// <summary>
    /// A sealed segment holds too little that is alive. Append the data of <see cref="FileJournal.Keys"/> again as
    /// <see cref="RecordKind.Moved"/> records and a fresh snapshot, then call <see cref="FileJournal.Evacuated"/>.
    /// </summary>
    /// <param name="actor">An actor with something alive in the segment.</param>
    /// <param name="segment">The segment to leave.</param>
    void Evacuate(long actor, int segment);

    /// <summary>The journal became full, has room again, or failed for good.</summary>
    /// <param name="state">The state entered.</param>
    /// <param name="reason">Why; null when the state is <see cref="JournalState.Ok"/>.</param>
    void StateChanged(JournalState state, Exception? reason);
}
