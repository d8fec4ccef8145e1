namespace Actors.Bench;

/// <summary>Why there are no figures: a broker that did not start, a message that did not come, a disk that is none.</summary>
internal sealed class BenchFailure(string message, Exception? innerException = null) : Exception(message, innerException);
