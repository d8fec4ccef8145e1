using System.Text;
using Orleans.Serialization;

namespace Actors.Cluster.Streams;

/// <summary>Turns what producers send into messages and back. A stream of <see cref="Message"/> carries messages as they are.</summary>
internal sealed class EventCodec(Serializer serializer)
{
    private const string Event = "application/x-orleans";
    private const string Completed = "application/x-orleans-completed";
    private const string Failed = "application/x-orleans-failed";

    /// <summary>A message that ends a stream in order.</summary>
    public static Message Completion() => new() { ContentType = Completed };

    /// <summary>A message that tells of a producer's error.</summary>
    public static Message Failure(Exception error) => new(error.Message) { ContentType = Failed };

    /// <summary>Whether a message ends a stream in order.</summary>
    public static bool IsCompletion(Message message) => message.ContentType == Completed;

    /// <summary>The producer's error that a message tells of; null if it does not.</summary>
    public static Exception? FailureIn(Message message) => message.ContentType == Failed ? new StreamFailedException(Encoding.UTF8.GetString(message.Body.Span)) : null;

    /// <summary>The message of an item. With its type in it: producer and subscriber may know it by different base types.</summary>
    /// <exception cref="ArgumentException">A message is to be delivered later: all behind it would have to wait, because streams keep their order.</exception>
    public Message Encode<T>(T item) => item switch
    {
        Message { DeliverAt: not null } => throw new ArgumentException($"A message in a stream cannot have {nameof(Message.DeliverAt)}: streams keep their order.", nameof(item)),
        Message message => message,
        _ => new Message(serializer.SerializeToArray<object>(item!)) { ContentType = Event },
    };

    /// <summary>The item in a message.</summary>
    /// <exception cref="InvalidOperationException">The message was not published by a stream's producer, or holds something else.</exception>
    public T Decode<T>(Message message)
    {
        if (message is T itself)
        {
            return itself;
        }

        if (message.ContentType != Event)
        {
            throw new InvalidOperationException($"The message has the content type '{message.ContentType}'; a stream of {typeof(T)} takes {Event}. Streams of {typeof(Message)} take any.");
        }

        return (T)serializer.Deserialize<object>(message.Body)!;
    }
}
