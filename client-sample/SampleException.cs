namespace Actors.Sample;

/// <summary>Why the sample cannot go on, in one line for people.</summary>
internal sealed class SampleException(string message, Exception? innerException = null) : Exception(message, innerException);
