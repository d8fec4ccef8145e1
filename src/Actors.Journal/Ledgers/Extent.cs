namespace Actors.Journal;

/// <summary>
/// Keys first..last of one actor that live in one segment. The extents of an actor are sorted and do not overlap; a key
/// inside an extent that was not released is in that segment.
/// </summary>
internal struct Extent
{
    internal required Segment Segment;
    internal required long First;
    internal required long Last;

    /// <summary>How many of the keys are not released.</summary>
    internal required long Live;

    /// <summary>The average of the records the keys came in; exact enough to weigh segments.</summary>
    internal required float BytesPerKey;
}
