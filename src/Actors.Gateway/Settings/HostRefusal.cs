namespace Actors.Gateway.Settings;

/// <summary>Why the host does not start, in one line for people.</summary>
internal sealed class HostRefusal(string message, Exception? innerException = null) : Exception(message, innerException);
