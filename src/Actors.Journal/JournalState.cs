namespace Actors.Journal;

/// <summary>Whether a journal takes appends.</summary>
public enum JournalState
{
    /// <summary>Every append is taken.</summary>
    Ok,

    /// <summary>The disk has no room: only records that may use the reserve are taken. Ends by itself.</summary>
    Full,

    /// <summary>A write or a sync failed: nothing is taken until the journal is disposed and opened again.</summary>
    Failed,
}
