namespace Actors.Gateway.Amqp;

/// <summary>Where messages are published to.</summary>
/// <param name="Queue">The queue, as the broker calls it.</param>
internal sealed record PublishTarget(string Queue);
