namespace Actors.Protocol.Amqp;

/// <summary>Where contents are written to.</summary>
/// <param name="Channel">The channel.</param>
/// <param name="LargestFrame">The largest frame the other side takes, overhead included.</param>
public readonly record struct ContentPlace(ushort Channel, int LargestFrame);
