namespace Actors.Sample.Ingestion;

/// <summary>A document is not text. Trying again will not help: its message is rejected.</summary>
internal sealed class UnreadableDocumentException(string message, Exception? innerException = null) : Exception(message, innerException);
