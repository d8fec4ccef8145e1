using System.Buffers;
using System.Text;

namespace Actors;

/// <summary>What may be called what: queues, topics and exchanges share one set of names; a subscription is written <c>topic/subscription</c>.</summary>
public static class EntityName
{
    /// <summary>Separates a topic from its subscription in the address of a subscription.</summary>
    public const char Separator = '/';

    private static readonly SearchValues<char> Forbidden = SearchValues.Create([Separator, .. Enumerable.Range(0, 0x21).Select(code => (char)code), (char)0x7F]);

    /// <summary>Refuses a name that is empty, longer than <see cref="Limits.NameBytes"/> bytes, or holds a slash, a space or a control character.</summary>
    /// <param name="name">The name of a queue, a topic or a subscription, without its topic.</param>
    /// <param name="what">What it names, for the error's text.</param>
    /// <exception cref="BrokerException"><see cref="ErrorCode.InvalidArgument"/>.</exception>
    public static void Validate(string? name, string what)
    {
        if (string.IsNullOrEmpty(name))
        {
            throw new BrokerException(ErrorCode.InvalidArgument, $"The name of a {what} must not be empty.");
        }

        if (Encoding.UTF8.GetByteCount(name) > Limits.NameBytes)
        {
            throw new BrokerException(ErrorCode.InvalidArgument, $"The name of a {what} has more than {Limits.NameBytes} bytes of UTF-8: '{name[..32]}…'.");
        }

        var at = name.AsSpan().IndexOfAny(Forbidden);
        if (at >= 0)
        {
            throw new BrokerException(ErrorCode.InvalidArgument, $"The name of a {what} must not hold a slash, a space or a control character; '{name}' has U+{(int)name[at]:X4} at {at}.");
        }
    }

    /// <summary>The address of a subscription, as consumers name it.</summary>
    /// <param name="topic">The topic's name.</param>
    /// <param name="subscription">The subscription's name.</param>
    public static string Subscription(string topic, string subscription) => $"{topic}{Separator}{subscription}";

    /// <summary>Splits an address into the queue or topic and, for a subscription, its name.</summary>
    /// <param name="address">A queue's name, or <c>topic/subscription</c>.</param>
    public static (string Entity, string? Subscription) Split(string address)
    {
        ArgumentNullException.ThrowIfNull(address);
        var at = address.IndexOf(Separator);
        return at < 0 ? (address, null) : (address[..at], address[(at + 1)..]);
    }

    /// <summary>Splits the address of a subscription.</summary>
    internal static (string Topic, string Subscription) SplitSubscription(string source) => Split(source) is (var topic, { } subscription)
        ? (topic, subscription)
        : throw new BrokerException(ErrorCode.InvalidArgument, $"'{source}' is no subscription; only those can go elsewhere in their topic.");
}
