using System.Text;

namespace Actors.Cluster.Tests.Clusters;

public sealed class ClusterBrokerTests(ClusterFixture cluster) : IClassFixture<ClusterFixture>
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly string _name = $"q-{Guid.NewGuid():N}";

    private IBroker Left => cluster.First.Broker;

    private IBroker Right => cluster.Second.Broker;

    [Fact]
    public async Task A_message_published_at_one_silo_is_consumed_at_the_other()
    {
        await Left.DeclareAsync(new QueueDefinition(_name));
        using var patience = new CancellationTokenSource(Patience);
        var consuming = Task.Run(async () =>
        {
            await foreach (var delivery in Right.ConsumeAsync(_name, cancellationToken: patience.Token))
            {
                await delivery.AckAsync();
                return Encoding.UTF8.GetString(delivery.Body.Span);
            }

            return null;
        });

        await Left.PublishAsync(_name, new Message("over there"));

        Assert.Equal("over there", await consuming);
        Assert.Equal(0, (await Left.DescribeAsync(_name)).Ready);
    }

    [Fact]
    public async Task Ten_thousand_messages_arrive_once_and_in_order()
    {
        const int Count = 10_000;
        await Left.DeclareAsync(new QueueDefinition(_name));
        using var patience = new CancellationTokenSource(Patience);
        var consuming = Task.Run(async () =>
        {
            var got = new List<int>();
            await foreach (var delivery in Right.ConsumeAsync(_name, cancellationToken: patience.Token))
            {
                got.Add(BitConverter.ToInt32(delivery.Body.Span));
                delivery.Ack();
                if (got.Count == Count)
                {
                    break;
                }
            }

            return got;
        });
        var publishes = Enumerable.Range(0, Count).Select(i => Left.PublishAsync(_name, new Message(BitConverter.GetBytes(i)), patience.Token).AsTask()).ToList();
        await Task.WhenAll(publishes);

        Assert.Equal(Enumerable.Range(0, Count), await consuming);
    }

    [Fact]
    public async Task An_answered_ack_is_for_good()
    {
        await Left.DeclareAsync(new QueueDefinition(_name));
        await Left.PublishAsync(_name, new Message("a"));
        var delivery = await Right.ReceiveAsync(_name, TimeSpan.FromSeconds(10));
        await delivery!.AckAsync();

        var again = await Assert.ThrowsAsync<BrokerException>(async () => await delivery.AckAsync());

        Assert.Equal(ErrorCode.StaleLease, again.Code);
        Assert.Null(await Left.ReceiveAsync(_name, TimeSpan.Zero));
    }

    [Fact]
    public async Task A_topic_copies_to_its_subscriptions_and_dead_letters_of_one_do_not_touch_the_other()
    {
        await Left.DeclareAsync(new TopicDefinition(_name));
        await Right.DeclareAsync(new SubscriptionDefinition(_name, "one"));
        await Left.DeclareAsync(new SubscriptionDefinition(_name, "two"));
        await Right.PublishAsync(_name, new Message("both"));

        (await Left.ReceiveAsync($"{_name}/one", TimeSpan.FromSeconds(10)))!.Reject();
        var dead = await Right.ReceiveAsync($"{_name}.one.dead-letter", TimeSpan.FromSeconds(10), retryMissing: true);
        var two = await Left.ReceiveAsync($"{_name}/two", TimeSpan.FromSeconds(10));

        Assert.Equal("both", Encoding.UTF8.GetString(dead.Body.Span));
        Assert.Equal("both", Encoding.UTF8.GetString(two!.Body.Span));
    }

    [Fact]
    public async Task Names_are_taken_by_one_kind_and_one_definition()
    {
        await Left.DeclareAsync(new QueueDefinition(_name));
        await Right.DeclareAsync(new QueueDefinition(_name));

        var kind = await Assert.ThrowsAsync<BrokerException>(async () => await Right.DeclareAsync(new TopicDefinition(_name)));
        var definition = await Assert.ThrowsAsync<BrokerException>(async () => await Right.DeclareAsync(new QueueDefinition(_name) { DeliveryLimit = 3 }));
        var missing = await Assert.ThrowsAsync<BrokerException>(async () => await Right.PublishAsync(_name + "x", new Message("a")));

        Assert.Equal(ErrorCode.DefinitionMismatch, kind.Code);
        Assert.Equal(ErrorCode.DefinitionMismatch, definition.Code);
        Assert.Contains("DeliveryLimit", definition.Message);
        Assert.Equal(ErrorCode.NotFound, missing.Code);
    }

    [Fact]
    public async Task A_deleted_queue_closes_its_consumers_and_can_be_declared_anew()
    {
        await Left.DeclareAsync(new QueueDefinition(_name));
        await Left.PublishAsync(_name, new Message("gone"));
        using var patience = new CancellationTokenSource(Patience);
        var consuming = Task.Run(async () =>
        {
            await foreach (var delivery in Right.ConsumeAsync(_name, cancellationToken: patience.Token))
            {
                // Held, and lost with the queue.
            }
        });
        await cluster.UntilAsync(async () => (await Left.DescribeAsync(_name)).Leased == 1, "the message was not delivered");

        Assert.True(await Left.DeleteAsync(_name));
        var closed = await Assert.ThrowsAsync<BrokerException>(() => consuming);
        Assert.Equal(ErrorCode.Deleted, closed.Code);
        Assert.False(await Right.DeleteAsync(_name));

        await Right.DeclareAsync(new QueueDefinition(_name));
        Assert.Null(await Left.ReceiveAsync(_name, TimeSpan.Zero));
    }

    [Fact]
    public async Task A_lease_of_a_queue_that_was_deleted_means_nothing_to_the_one_declared_after_it()
    {
        await Left.DeclareAsync(new QueueDefinition(_name));
        await Left.PublishAsync(_name, new Message("before"));
        var old = await Right.ReceiveAsync(_name, TimeSpan.FromSeconds(10));
        await Left.DeleteAsync(_name);
        await Right.DeclareAsync(new QueueDefinition(_name));
        await Left.PublishAsync(_name, new Message("after"));
        var fresh = await Right.ReceiveAsync(_name, TimeSpan.FromSeconds(10));

        Assert.True(fresh!.Lease.Epoch > old!.Lease.Epoch, $"Epoch {fresh.Lease.Epoch} after {old.Lease.Epoch}.");
        Assert.Equal(old.Lease with { Epoch = 0 }, fresh.Lease with { Epoch = 0 });
        var stale = await Assert.ThrowsAsync<BrokerException>(async () => await old.AckAsync());
        Assert.Equal(ErrorCode.StaleLease, stale.Code);
        await fresh.AckAsync();
    }

    [Fact]
    public async Task Lists_come_in_pages_from_any_silo()
    {
        var names = Enumerable.Range(0, 7).Select(i => $"{_name}-{i}").ToList();
        foreach (var name in names)
        {
            await Left.DeclareAsync(new QueueDefinition(name));
        }

        var first = await Right.ListAsync(_name, 4);
        var rest = await Right.ListAsync(first[^1].Address, 3);

        Assert.Equal(names, first.Concat(rest).Select(entity => entity.Address));
    }

    [Fact]
    public async Task Unsettled_messages_of_a_consumer_that_leaves_come_back()
    {
        await Left.DeclareAsync(new QueueDefinition(_name));
        await Left.PublishAsync(_name, [new Message("a"), new Message("b")]);
        using var patience = new CancellationTokenSource(Patience);
        await foreach (var delivery in Right.ConsumeAsync(_name, cancellationToken: patience.Token))
        {
            await delivery.AckAsync();
            break;
        }

        var next = await Left.ReceiveAsync(_name, TimeSpan.FromSeconds(10));
        Assert.Equal("b", Encoding.UTF8.GetString(next!.Body.Span));
    }

    [Fact]
    public async Task An_ephemeral_queue_goes_with_its_last_consumer()
    {
        await Left.DeclareAsync(new QueueDefinition(_name) { Ephemeral = true });
        using var patience = new CancellationTokenSource(Patience);
        await Left.PublishAsync(_name, new Message("a"));
        await foreach (var delivery in Right.ConsumeAsync(_name, cancellationToken: patience.Token))
        {
            break;
        }

        await cluster.UntilAsync(
            async () =>
            {
                try
                {
                    await Left.DescribeAsync(_name);
                    return false;
                }
                catch (BrokerException gone) when (gone.Code is ErrorCode.NotFound or ErrorCode.Deleted)
                {
                    return true;
                }
            },
            "the queue did not go");
    }
}
