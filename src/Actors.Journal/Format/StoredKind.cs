namespace Actors.Journal;

/// <summary>The kind of a record as stored: those of the owner, and those the journal writes for itself.</summary>
internal enum StoredKind : byte
{
    Events = RecordKind.Events,
    Snapshot = RecordKind.Snapshot,
    Moved = RecordKind.Moved,

    /// <summary>Opens a write; its state is the position up to which everything is known to be durable.</summary>
    Mark = 16,

    /// <summary>Opens a segment, and comes again when one is retired; its state lists all older segments in use.</summary>
    Segments = 17,

    /// <summary>Ends a segment; its state is the number of the next one.</summary>
    Sealed = 18,

    /// <summary>Forgets everything older of one actor; its first key is the oldest segment the actor was ever in.</summary>
    Dropped = 19,
}
