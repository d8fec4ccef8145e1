namespace Actors.Core.Exchanges;

/// <summary>A message as exchanges see it: its subject, and its headers if somebody asks for them.</summary>
internal ref struct RoutedMessage(EncodedMessage message)
{
    private string? _subject;
    private MessageHeaders? _headers;

    /// <summary>The subject; empty for a message that has none.</summary>
    public string Subject => _subject ??= message.Subject ?? "";

    /// <summary>The headers.</summary>
    public MessageHeaders Headers => _headers ??= message.Decode().Headers;
}
