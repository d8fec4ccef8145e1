using System.IO.Hashing;
using System.Runtime.InteropServices;

namespace Actors.Cluster.Streams;

/// <summary>
/// Who a stream's subscription belongs to. It is the subscription's name in the topic, so that the topic's log is the one
/// register of a stream's subscriptions: <c>grain.id.type%2Fkey</c>, <c>implicit.type</c> or <c>client.id.name</c>.
/// </summary>
/// <param name="Kind">What kind of subscriber.</param>
/// <param name="Id">What handles call the subscription.</param>
/// <param name="Owner">The grain's id, the grain's type, or the client's name.</param>
internal readonly record struct SubscriberName(SubscriberKind Kind, Guid Id, string Owner)
{
    private const string GrainPrefix = "grain.";
    private const string ImplicitPrefix = "implicit.";
    private const string ClientPrefix = "client.";
    private const int IdLetters = 32;

    /// <summary>A grain that subscribed.</summary>
    public static SubscriberName Of(GrainId grain, Guid id) => new(SubscriberKind.Grain, id, grain.ToString());

    /// <summary>A service that subscribed and is no grain.</summary>
    public static SubscriberName Of(string client, Guid id) => new(SubscriberKind.Client, id, client);

    /// <summary>The grains of a type, by an attribute on their class. Their id is the same for everybody who asks.</summary>
    public static SubscriberName Of(GrainType type, string topic)
    {
        var owner = type.ToString()!;
        return new(SubscriberKind.Implicit, new Guid(XxHash128.Hash(MemoryMarshal.AsBytes($"{owner}/{topic}".AsSpan()))), owner);
    }

    /// <summary>Reads a subscription's name; null when it was made by somebody else.</summary>
    public static SubscriberName? Parse(string topic, string name)
    {
        if (name.StartsWith(ImplicitPrefix, StringComparison.Ordinal))
        {
            return Of(GrainType.Create(StreamName.Unescape(name[ImplicitPrefix.Length..])), topic);
        }

        return Parse(name, GrainPrefix, SubscriberKind.Grain) ?? Parse(name, ClientPrefix, SubscriberKind.Client);
    }

    /// <summary>The subscription's name in its topic.</summary>
    public override string ToString() => Kind switch
    {
        SubscriberKind.Implicit => ImplicitPrefix + StreamName.Escape(Owner),
        SubscriberKind.Grain => $"{GrainPrefix}{Id:N}.{StreamName.Escape(Owner)}",
        _ => $"{ClientPrefix}{Id:N}.{StreamName.Escape(Owner)}",
    };

    private static SubscriberName? Parse(string name, string prefix, SubscriberKind kind)
    {
        var owner = prefix.Length + IdLetters + 1;
        return name.Length >= owner && name.StartsWith(prefix, StringComparison.Ordinal) && Guid.TryParseExact(name.AsSpan(prefix.Length, IdLetters), "N", out var id)
            ? new SubscriberName(kind, id, StreamName.Unescape(name[owner..]))
            : null;
    }
}
