namespace Actors.Core.Intakes;

/// <summary>Who publishes a batch, by the publisher's own account.</summary>
/// <param name="Name">The publisher's id.</param>
/// <param name="Epoch">Its life.</param>
/// <param name="FirstSequence">The number of the batch's first message.</param>
public sealed record PublisherTag(string Name, long Epoch, long FirstSequence);
