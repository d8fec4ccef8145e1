namespace Actors;

/// <summary>Why one message of a batch was not stored.</summary>
/// <param name="Index">Its place in the batch, from 0.</param>
/// <param name="Code">Why, for programs.</param>
/// <param name="Reason">Why, for people.</param>
public readonly record struct PublishRefusal(int Index, ErrorCode Code, string Reason);
