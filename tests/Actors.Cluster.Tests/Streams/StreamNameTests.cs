using Actors.Cluster.Streams;

namespace Actors.Cluster.Tests.Streams;

public sealed class StreamNameTests
{
    public static TheoryData<string, string?, string, string> Names => new()
    {
        { "flows", "orders", "42", "flows.orders.42" },
        { "flows", null, "42", "flows..42" },
        { "a.b", "c.d", "e.f", "a%2Eb.c%2Ed.e.f" },
        { "flows", "with space", "with/slash", "flows.with%20space.with%2Fslash" },
        { "flows", "50%", "\t", "flows.50%25.%09" },
        { "flows", "größe", "日本", "flows.größe.日本" },
    };

    [Theory]
    [MemberData(nameof(Names))]
    public void A_stream_and_its_topic_name_each_other(string provider, string? space, string key, string topic)
    {
        var name = new StreamName(provider, StreamId.Create(space, key));

        Assert.Equal(topic, name.Topic);
        Assert.Equal(name, StreamName.Parse(topic));
        EntityName.Validate(topic, "topic");
    }

    [Fact]
    public void What_is_no_stream_is_refused()
    {
        var refusal = Assert.Throws<BrokerException>(() => StreamName.Parse("jobs"));

        Assert.Contains("provider.namespace.key", refusal.Message);
    }

    [Fact]
    public void Subscribers_and_their_subscriptions_name_each_other()
    {
        SubscriberName[] subscribers =
        [
            SubscriberName.Of(GrainId.Create("reader", "key with / and ."), Guid.NewGuid()),
            SubscriberName.Of(GrainType.Create("some.reader"), "flows.orders.42"),
            SubscriberName.Of("billing service", Guid.NewGuid()),
            SubscriberName.Of("", Guid.NewGuid()),
        ];

        Assert.All(subscribers, subscriber => Assert.Equal(subscriber, SubscriberName.Parse("flows.orders.42", subscriber.ToString())));
        Assert.All(subscribers, subscriber => EntityName.Validate(subscriber.ToString(), "subscription"));
        Assert.Null(SubscriberName.Parse("flows.orders.42", "somebody-else"));
    }
}
