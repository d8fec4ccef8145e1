namespace Actors.Core.Duplicates;

/// <summary>A message that was stored, and by which others are known to be duplicates. 32 bytes.</summary>
/// <param name="Id">The hash of its id or of its content.</param>
/// <param name="Place">Its offset; the complement of it once the message is settled.</param>
/// <param name="Time">When it was stored, in ticks of UTC.</param>
internal readonly record struct KnownId(UInt128 Id, long Place, long Time)
{
    public long Offset => Place < 0 ? ~Place : Place;

    public bool IsSettled => Place < 0;

    public KnownId Settled => this with { Place = ~Offset };
}
