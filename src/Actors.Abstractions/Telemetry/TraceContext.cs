using System.Diagnostics;

namespace Actors;

/// <summary>Carries the W3C trace context in message headers, so that a consumer's work joins the trace of its publisher.</summary>
public static class TraceContext
{
    /// <summary>The header with the publisher's span, as W3C Trace Context defines it; text.</summary>
    public const string ParentHeader = "traceparent";

    /// <summary>The header with the vendors' own parts of the trace; text.</summary>
    public const string StateHeader = "tracestate";

    /// <summary>Gives a message the current activity's context, unless it carries one already. The given message stays as it is.</summary>
    /// <param name="message">The message about to be published.</param>
    /// <returns>The message itself when no activity is current, else a copy that carries the context.</returns>
    public static Message Inject(Message message) => Activity.Current is { } activity ? Inject(message, activity) : message;

    /// <summary>The context a message carries; <see langword="default"/> when it carries none or a malformed one.</summary>
    /// <param name="message">A delivered message.</param>
    public static ActivityContext Extract(Message message)
    {
        var parent = message.Headers[ParentHeader];
        var state = message.Headers[StateHeader];
        return parent.Kind == HeaderKind.String
            && ActivityContext.TryParse(parent.AsString(), state.Kind == HeaderKind.String ? state.AsString() : null, isRemote: true, out var context)
            ? context
            : default;
    }

    private static Message Inject(Message message, Activity activity)
    {
        // A message that is full of headers is worth more than its trace.
        if (activity.IdFormat != ActivityIdFormat.W3C || message.Headers.Count > Limits.HeaderCount - 2 || message.Headers.TryGet(ParentHeader, out _))
        {
            return message;
        }

        var headers = new MessageHeaders();
        foreach (var header in message.Headers)
        {
            headers.Add(header);
        }

        headers[ParentHeader] = activity.Id;
        if (activity.TraceStateString is { Length: > 0 } state)
        {
            headers[StateHeader] = state;
        }

        return new Message(message) { Headers = headers };
    }
}
