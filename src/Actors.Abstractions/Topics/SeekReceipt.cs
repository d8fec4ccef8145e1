namespace Actors;

/// <summary>Where a seek led.</summary>
/// <param name="Offset">The subscription reads from here on; the next message's offset when there is none yet.</param>
/// <param name="Missed">How many offsets between the one asked for and the oldest kept are not there any more; 0 unless an offset was asked for.</param>
public readonly record struct SeekReceipt(long Offset, long Missed);
