namespace Actors;

/// <summary>
/// A condition on a message's headers and properties, written in a small language and compiled once: for example
/// <c>region in ('eu', 'us') and message.priority >= 5 and not exists(test)</c>. The language is described in docs/filters.md.
/// </summary>
/// <remarks>Safe for use from any thread. What it never looks at is the body, except for its size.</remarks>
public sealed class MessageFilter
{
    private readonly Condition _condition;

    private MessageFilter(string text, Condition condition) => (Text, _condition) = (text, condition);

    /// <summary>The filter as it was written.</summary>
    public string Text { get; }

    /// <summary>Compiles a filter.</summary>
    /// <param name="text">The filter, 1 to <see cref="Limits.FilterLength"/> characters.</param>
    /// <exception cref="BrokerException"><see cref="ErrorCode.InvalidArgument"/>, naming the position and what was expected there.</exception>
    public static MessageFilter Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (text.Length > Limits.FilterLength)
        {
            throw new BrokerException(ErrorCode.InvalidArgument, $"A filter has {text.Length} characters; at most {Limits.FilterLength} are allowed.");
        }

        return new MessageFilter(text, new FilterParser(text).Parse());
    }

    /// <summary>Whether a message meets the condition.</summary>
    /// <param name="message">The message.</param>
    public bool Matches(Message message)
    {
        ArgumentNullException.ThrowIfNull(message);
        return _condition.Holds(message);
    }

    /// <summary>The filter as it was written.</summary>
    public override string ToString() => Text;
}
