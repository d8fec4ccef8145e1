namespace Actors.Cluster.Streams;

/// <summary>What subscribers are told after a stream's producer has called <c>OnErrorAsync</c>.</summary>
/// <param name="message">The producer's error, in its own words.</param>
public sealed class StreamFailedException(string message) : Exception(message);
