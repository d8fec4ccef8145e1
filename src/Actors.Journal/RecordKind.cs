namespace Actors.Journal;

/// <summary>What a record means to the replay of its actor.</summary>
public enum RecordKind : byte
{
    /// <summary>Something happened: replayed, in order, until a newer snapshot makes it superfluous.</summary>
    Events = 1,

    /// <summary>The whole state of the actor: replay begins here and forgets everything before it.</summary>
    Snapshot = 2,

    /// <summary>Data of keys appended earlier, written again so that their old segment can be given back.</summary>
    Moved = 3,
}
