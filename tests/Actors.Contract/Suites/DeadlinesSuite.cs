namespace Actors.Contract.Suites;

public abstract class DeadlinesSuite<TFixture> : BrokerSuite<TFixture>
    where TFixture : IBrokerFixture, new()
{
    // The broker's clock is not the test's: deadlines are counted from what it stored first.
    private DateTimeOffset _now;

    [Fact]
    public async Task The_earliest_deadline_goes_first_and_those_without_one_last()
    {
        var queue = await DeclareAsync(queue => queue with { Order = DeliveryOrder.Deadline });
        await PublishAsync(queue, ("never", null), ("later", 60), ("soon", 30), ("soon too", 30));
        Assert.Equal(["soon", "soon too", "later", "never"], Texts(await ReceiveAsync(queue, max: 10)));
    }

    [Fact]
    public async Task A_message_that_can_not_be_done_in_time_is_dead_lettered_as_expired_and_delivered_to_nobody()
    {
        var queue = await DeclareAsync(queue => queue with { ExpectedServiceTime = TimeSpan.FromSeconds(5) });
        await PublishAsync(queue, ("late", 12), ("in time", 30), ("whenever", null));
        await AdvanceAsync(TimeSpan.FromSeconds(8));

        Assert.Equal(["in time", "whenever"], Texts(await ReceiveAsync(queue, max: 10)));
        var letter = await ReceiveLetterAsync(queue);
        Assert.Equal(("late", "expired", 0L), (letter.Text, letter.Headers[DeadLetterHeaders.Reason].AsString(), letter.Headers[DeadLetterHeaders.Attempts].AsInteger()));
        await UntilAsync(queue, "the late message to leave", now => now is { Ready: 0, Leased: 2, DeadLettered: 1 });
    }

    [Fact]
    public async Task By_deadline_late_messages_leave_although_nobody_consumes()
    {
        var queue = await DeclareAsync(queue => queue with { Order = DeliveryOrder.Deadline });
        await PublishAsync(queue, ("late", 10), ("open", 100));
        await DescribeAsync(queue);
        await AdvanceAsync(TimeSpan.FromSeconds(10));

        Assert.Equal("late", (await ReceiveLetterAsync(queue)).Text);
        await UntilAsync(queue, "the late message to leave", now => now is { Ready: 1, Leased: 0 });
    }

    [Fact]
    public async Task Without_the_option_deadlines_are_left_to_the_consumer()
    {
        var queue = await DeclareAsync(queue => queue);
        await PublishAsync(queue, ("late", 10));
        await AdvanceAsync(TimeSpan.FromSeconds(60));
        Assert.Equal(["late"], Texts(await ReceiveAsync(queue)));
    }

    [Fact]
    public async Task Deadlines_survive_a_restart()
    {
        var queue = await DeclareAsync(queue => queue with { Order = DeliveryOrder.Deadline });
        await PublishAsync(queue, ("later", 600), ("late", 10), ("sooner", 300));
        await Fixture.RestartAsync();
        await AdvanceAsync(TimeSpan.FromSeconds(60));

        Assert.Equal(["sooner", "later"], Texts(await ReceiveAsync(queue, max: 10)));
        Assert.Equal("late", (await ReceiveLetterAsync(queue)).Text);
    }

    [Fact]
    public async Task A_message_that_failed_and_is_late_by_then_is_not_tried_again()
    {
        var queue = await DeclareAsync(queue => queue with { ExpectedServiceTime = TimeSpan.Zero });
        await PublishAsync(queue, ("slow", 20));
        await Assert.Single(await ReceiveAsync(queue)).NackAsync(TimeSpan.FromSeconds(30));
        await AdvanceAsync(TimeSpan.FromSeconds(30));

        Assert.Empty(await ReceiveAsync(queue));
        var letter = await ReceiveLetterAsync(queue);
        Assert.Equal(("expired", 1L), (letter.Headers[DeadLetterHeaders.Reason].AsString(), letter.Headers[DeadLetterHeaders.Attempts].AsInteger()));
    }

    private async Task<string> DeclareAsync(Func<QueueDefinition, QueueDefinition> define)
    {
        var clock = await QueueAsync("clock");
        await Broker.PublishAsync(clock, new Message("now"));
        _now = Assert.Single(await ReceiveAsync(clock)).PublishedAt;
        return await QueueAsync(define: define);
    }

    private async Task PublishAsync(string queue, params (string Text, int? Seconds)[] messages) => await Broker.PublishAsync(
        queue, messages.Select(message => new Message(message.Text) { Deadline = message.Seconds is { } seconds ? _now.AddSeconds(seconds) : null }).ToList());

    private async Task<Message> ReceiveLetterAsync(string queue)
    {
        var dead = $"{queue}.dead-letter";
        await UntilAsync(dead, "a dead letter", now => now is { Ready: 1 });
        return Assert.Single(await ReceiveAsync(dead)).Message;
    }
}
