namespace Actors;

/// <summary>A message as a browse saw it; seeing it changed nothing.</summary>
/// <param name="Offset">Its offset.</param>
/// <param name="State">Where in its life it is.</param>
/// <param name="Attempt">How often it was delivered so far.</param>
/// <param name="PublishedAt">When the broker stored it.</param>
/// <param name="Message">The message.</param>
public sealed record BrowsedMessage(long Offset, MessageState State, int Attempt, DateTimeOffset PublishedAt, Message Message);
