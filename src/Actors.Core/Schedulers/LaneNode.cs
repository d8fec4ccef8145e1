namespace Actors.Core.Schedulers;

/// <summary>One message in a lane, tied to others by their numbers; 0 for none.</summary>
internal struct LaneNode
{
    /// <summary>The message.</summary>
    public long Offset;

    /// <summary>In the file: who comes after it. In the heap: who else has the same parent. Given back: the next such node.</summary>
    public int Next;

    /// <summary>In the heap: the first of those below it.</summary>
    public int Child;
}
