namespace Actors;

/// <summary>A message of a batch that had been stored before, and was not stored again.</summary>
/// <param name="Index">Its place in the batch, from 0.</param>
/// <param name="Offset">The offset of the one stored before; -1 when it is not known any more.</param>
public readonly record struct PublishDuplicate(int Index, long Offset);
