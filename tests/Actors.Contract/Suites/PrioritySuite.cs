namespace Actors.Contract.Suites;

public abstract class PrioritySuite<TFixture> : BrokerSuite<TFixture>
    where TFixture : IBrokerFixture, new()
{
    [Fact]
    public async Task The_highest_priority_goes_first_and_equal_ones_in_order()
    {
        var queue = await QueueAsync(define: queue => queue with { Order = DeliveryOrder.Priority });
        await PublishAsync(queue, Enumerable.Range(0, 100).Select(number => (byte)(number % 10)));

        var texts = Texts(await ReceiveAsync(queue, max: 100)).ToList();

        var expected = Enumerable.Range(0, 100).OrderByDescending(number => number % 10).ThenBy(number => number).Select(number => $"{number}");
        Assert.Equal(expected, texts);
    }

    [Fact]
    public async Task Without_the_option_priorities_mean_nothing()
    {
        var queue = await QueueAsync();
        await PublishAsync(queue, [0, 9, 5]);
        Assert.Equal(Numbers(3), Texts(await ReceiveAsync(queue, max: 3)));
    }

    [Fact]
    public async Task A_message_that_comes_back_has_its_priority_still()
    {
        var queue = await QueueAsync(define: queue => queue with { Order = DeliveryOrder.Priority });
        await PublishAsync(queue, [1, 5, 5]);
        var urgent = Assert.Single(await ReceiveAsync(queue));
        await urgent.NackAsync();
        Assert.Equal(["1", "2", "0"], Texts(await ReceiveAsync(queue, max: 3)));
    }

    [Fact]
    public async Task Priorities_survive_a_restart()
    {
        var queue = await QueueAsync(define: queue => queue with { Order = DeliveryOrder.Priority });
        await PublishAsync(queue, [1, 7, 3, 7]);
        Assert.Equal("1", Assert.Single(await ReceiveAsync(queue)).Message.Text);
        await Fixture.RestartAsync();
        Assert.Equal(["1", "3", "2", "0"], Texts(await ReceiveAsync(queue, max: 4)));
    }

    [Fact]
    public async Task With_ageing_a_stream_of_urgent_messages_holds_up_nothing_for_longer_than_it_says()
    {
        var queue = await QueueAsync(define: queue => queue with { Order = DeliveryOrder.Priority, PriorityAgeing = TimeSpan.FromSeconds(10) });
        await Broker.PublishAsync(queue, new Message("humble"));
        var taken = new List<string>();
        for (var second = 1; second <= 100; second++)
        {
            // More urgent messages than are ever taken.
            await Fixture.AdvanceAsync(TimeSpan.FromSeconds(1));
            await PublishAsync(queue, [9, 9]);
            taken.Add(await TakeAsync(queue));
        }

        while (!taken.Contains("humble"))
        {
            taken.Add(await TakeAsync(queue));
        }

        // All that was published less than 90 seconds after it goes before it, and nothing else.
        Assert.Equal((2 * 89) + 1, taken.Count);
    }

    [Fact]
    public async Task Ageing_goes_on_through_a_restart()
    {
        var queue = await QueueAsync(define: queue => queue with { Order = DeliveryOrder.Priority, PriorityAgeing = TimeSpan.FromSeconds(10) });
        await Broker.PublishAsync(queue, new Message("old") { Priority = 3 });
        await Fixture.AdvanceAsync(TimeSpan.FromSeconds(15));
        await Broker.PublishAsync(queue, new Message("urgent") { Priority = 5 });
        await Fixture.RestartAsync();
        await Fixture.AdvanceAsync(TimeSpan.FromSeconds(6));
        await Broker.PublishAsync(queue, new Message("late") { Priority = 5 });

        Assert.Equal(["urgent", "old", "late"], Texts(await ReceiveAsync(queue, max: 3)));
    }

    private async Task PublishAsync(string queue, IEnumerable<byte> priorities)
    {
        var messages = priorities.Select((priority, number) => new Message($"{number}") { Priority = priority }).ToList();
        await Broker.PublishAsync(queue, messages).AsTask().Within($"the confirm of {messages.Count} messages");
    }

    private async Task<string> TakeAsync(string queue)
    {
        var delivery = Assert.Single(await ReceiveAsync(queue));
        await delivery.AckAsync();
        return delivery.Message.Text;
    }
}
