namespace Actors.Contract;

/// <summary>What all suites share: a broker of their own for each test, names nobody else uses, and short ways to say things.</summary>
/// <typeparam name="TFixture">The implementation under test.</typeparam>
public abstract class BrokerSuite<TFixture> : IAsyncLifetime
    where TFixture : IBrokerFixture, new()
{
    private readonly string _suffix = Guid.NewGuid().ToString("N")[..8];

    /// <summary>The implementation under test.</summary>
    protected TFixture Fixture { get; } = new();

    /// <summary>The broker.</summary>
    protected IBroker Broker => Fixture.Broker;

    /// <summary>What the broker accepts.</summary>
    protected virtual Limits Limits => Limits.Default;

    /// <inheritdoc/>
    public virtual Task InitializeAsync() => Fixture.StartAsync(Limits).AsTask().Within("the broker to start");

    /// <inheritdoc/>
    public virtual Task DisposeAsync() => Fixture.DisposeAsync().AsTask().Within("the broker to stop");

    /// <summary>A name that no other test uses.</summary>
    /// <param name="what">Its readable part.</param>
    protected string Unique(string what) => $"{what}-{_suffix}";

    /// <summary>Lets time pass, and a little more: timers count whole milliseconds.</summary>
    /// <param name="time">How much.</param>
    protected async Task AdvanceAsync(TimeSpan time) => await Fixture.AdvanceAsync(time + TimeSpan.FromMilliseconds(2));

    /// <summary>Declares a queue.</summary>
    /// <param name="name">Its name, made unique.</param>
    /// <param name="define">Changes its definition.</param>
    /// <returns>The name it got.</returns>
    protected async Task<string> QueueAsync(string name = "queue", Func<QueueDefinition, QueueDefinition>? define = null)
    {
        var queue = new QueueDefinition(Unique(name));
        await Broker.DeclareAsync(define?.Invoke(queue) ?? queue).AsTask().Within($"'{queue.Name}' to be declared");
        return queue.Name;
    }

    /// <summary>Declares a topic with subscriptions.</summary>
    /// <param name="subscriptions">Their names.</param>
    /// <returns>The topic's name.</returns>
    protected async Task<string> TopicAsync(params string[] subscriptions)
    {
        var topic = Unique("topic");
        await Broker.DeclareAsync(new TopicDefinition(topic)).AsTask().Within($"'{topic}' to be declared");
        foreach (var subscription in subscriptions)
        {
            await Broker.DeclareAsync(new SubscriptionDefinition(topic, subscription)).AsTask().Within($"'{subscription}' to be declared");
        }

        return topic;
    }

    /// <summary>Publishes numbered messages "0", "1" … as one batch and waits for the confirm.</summary>
    /// <param name="name">Where to.</param>
    /// <param name="count">How many.</param>
    /// <param name="first">The first number.</param>
    protected async Task<PublishReceipt> PublishAsync(string name, int count, int first = 0)
    {
        var messages = Enumerable.Range(first, count).Select(number => new Message($"{number}")).ToList();
        return await Broker.PublishAsync(name, messages).AsTask().Within($"the confirm of {count} messages to '{name}'");
    }

    /// <summary>Takes messages once, without waiting.</summary>
    /// <param name="source">From where.</param>
    /// <param name="max">Most.</param>
    protected async Task<IReadOnlyList<Delivery>> ReceiveAsync(string source, int max = 1) =>
        await Broker.ReceiveAsync(source, new ReceiveOptions { MaxMessages = max }).AsTask().Within($"a receive from '{source}' that does not wait");

    /// <summary>Describes a queue, a topic or a subscription.</summary>
    /// <param name="address">Which one.</param>
    protected async Task<EntityDescription> DescribeAsync(string address) =>
        await Broker.DescribeAsync(address).AsTask().Within($"the description of '{address}'");

    /// <summary>Checks how many messages are where.</summary>
    /// <param name="address">A queue or subscription.</param>
    /// <param name="ready">Ready.</param>
    /// <param name="leased">Leased or on their way to the dead-letter queue.</param>
    /// <param name="delayed">Delayed.</param>
    protected async Task AssertHoldsAsync(string address, int ready = 0, int leased = 0, int delayed = 0)
    {
        var now = await DescribeAsync(address);
        Assert.Equal((ready, leased, delayed), ((int)now.Ready, (int)now.Leased, (int)now.Delayed));
    }

    /// <summary>Asks for a description again and again, until it is as expected.</summary>
    /// <param name="address">A queue or subscription.</param>
    /// <param name="what">What is expected, for the error.</param>
    /// <param name="holds">Whether it is so; gets null when there is nothing with that address.</param>
    protected async Task UntilAsync(string address, string what, Func<EntityDescription?, bool> holds)
    {
        var started = TimeProvider.System.GetTimestamp();
        for (var last = await TryDescribeAsync(address); !holds(last); last = await TryDescribeAsync(address))
        {
            Assert.True(TimeProvider.System.GetElapsedTime(started) < Waiting.Patience, $"Did not come within {Waiting.Patience.TotalSeconds} s: {what}. Last seen: {last}");
        }
    }

    /// <summary>Checks that a call is refused with this code and a text that says what was wrong.</summary>
    /// <param name="code">The code.</param>
    /// <param name="call">The call.</param>
    /// <param name="words">What the text has to mention.</param>
    protected static async Task<BrokerException> AssertRefusedAsync(ErrorCode code, Func<Task> call, params string[] words)
    {
        var error = await Assert.ThrowsAsync<BrokerException>(() => call().Within($"a refusal with {code}"));
        Assert.Equal(code, error.Code);
        Assert.All(words, word => Assert.Contains(word, error.Message, StringComparison.Ordinal));
        return error;
    }

    private async Task<EntityDescription?> TryDescribeAsync(string address)
    {
        try
        {
            return await DescribeAsync(address);
        }
        catch (BrokerException gone) when (gone.Code is ErrorCode.NotFound or ErrorCode.Deleted)
        {
            return null;
        }
    }

    /// <summary>The texts of deliveries, in order.</summary>
    /// <param name="deliveries">The deliveries.</param>
    protected static IEnumerable<string> Texts(IEnumerable<Delivery> deliveries) => deliveries.Select(delivery => delivery.Message.Text);

    /// <summary>The texts "0", "1" … of <see cref="PublishAsync"/>.</summary>
    /// <param name="count">How many.</param>
    /// <param name="first">The first number.</param>
    protected static IEnumerable<string> Numbers(int count, int first = 0) => Enumerable.Range(first, count).Select(number => $"{number}");
}
