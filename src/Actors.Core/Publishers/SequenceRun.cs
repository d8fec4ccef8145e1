namespace Actors.Core.Publishers;

/// <summary>Neighbouring sequence numbers of a publisher.</summary>
/// <param name="First">The first one.</param>
/// <param name="Count">How many.</param>
/// <param name="Offset">The offset of the first one's message, if the run was stored; the others' follow.</param>
internal readonly record struct SequenceRun(long First, long Count, long Offset = -1)
{
    /// <summary>The number behind the last one.</summary>
    public long End => First + Count;
}
