namespace Actors.Contract.Suites;

public abstract class DelaySuite<TFixture> : BrokerSuite<TFixture>
    where TFixture : IBrokerFixture, new()
{
    [Theory]
    [InlineData(1)]
    [InlineData(3600)]
    public async Task A_delayed_message_survives_a_restart_and_is_never_early(int seconds)
    {
        var queue = await QueueAsync();
        var delay = TimeSpan.FromSeconds(seconds);
        await Broker.PublishAsync(queue, new Message("later") { DeliverAt = await NowAsync() + delay });
        await PublishAsync(queue, 1);
        Assert.Equal("0", Assert.Single(await ReceiveAsync(queue, max: 10)).Message.Text);
        await AssertHoldsAsync(queue, leased: 1, delayed: 1);

        await Fixture.RestartAsync();
        await AssertHoldsAsync(queue, ready: 1, delayed: 1);
        await Fixture.AdvanceAsync(delay - TimeSpan.FromMilliseconds(1));
        await AssertHoldsAsync(queue, ready: 1, delayed: 1);
        await AdvanceAsync(TimeSpan.FromMilliseconds(1));
        await UntilAsync(queue, "the message to be ready", found => found is { Ready: 2, Delayed: 0 });
        Assert.Equal(["later", "0"], Texts(await ReceiveAsync(queue, max: 10)));
    }

    [Fact]
    public async Task A_delay_of_years_is_a_delay()
    {
        var queue = await QueueAsync();
        await Broker.PublishAsync(queue, new Message("much later") { Id = "m", DeliverAt = await NowAsync() + TimeSpan.FromDays(4000) });
        await Fixture.RestartAsync();
        await AdvanceAsync(TimeSpan.FromHours(20));
        await AssertHoldsAsync(queue, delayed: 1);
        Assert.True(await Broker.RescheduleAsync(queue, "m", await NowAsync() - TimeSpan.FromSeconds(1)));
        await UntilAsync(queue, "the message to be ready", found => found is { Ready: 1 });
    }

    [Fact]
    public async Task A_waiting_consumer_gets_a_delayed_message_when_it_is_due()
    {
        var queue = await QueueAsync();
        await using var inbox = await Inbox.OpenAsync(Broker, queue);
        await Broker.PublishAsync(queue, new Message("later") { DeliverAt = await NowAsync() + TimeSpan.FromSeconds(10) });
        await PublishAsync(queue, 2);
        Assert.Equal(Numbers(2), Texts(await inbox.TakeAsync(2)));
        await AdvanceAsync(TimeSpan.FromSeconds(10));
        var delivery = await inbox.NextAsync();
        Assert.Equal(("later", 1), (delivery.Message.Text, delivery.Attempt));
    }

    [Fact]
    public async Task A_time_that_has_passed_is_no_delay()
    {
        var queue = await QueueAsync();
        await Broker.PublishAsync(queue, new Message("now") { DeliverAt = await NowAsync() - TimeSpan.FromSeconds(1) });
        Assert.Equal("now", Assert.Single(await ReceiveAsync(queue)).Message.Text);
    }

    [Fact]
    public async Task A_time_to_live_begins_when_the_delay_is_over()
    {
        var queue = await QueueAsync(define: queue => queue with { DeadLetterQueue = "" });
        await Broker.PublishAsync(queue, new Message("m") { DeliverAt = await NowAsync() + TimeSpan.FromSeconds(10), TimeToLive = TimeSpan.FromSeconds(5) });
        await AdvanceAsync(TimeSpan.FromSeconds(10));
        await UntilAsync(queue, "the message to be ready", found => found is { Ready: 1 });
        await AdvanceAsync(TimeSpan.FromSeconds(5));
        await UntilAsync(queue, "the message to be gone", found => found is { Ready: 0, Expired: 1 });
    }

    [Fact]
    public async Task Delayed_messages_are_listed_by_their_state()
    {
        var queue = await QueueAsync();
        await PublishAsync(queue, 3);
        var at = await NowAsync() + TimeSpan.FromHours(1);
        await Broker.PublishAsync(queue, [new Message("a") { Id = "a", DeliverAt = at }, new Message("b") { Id = "b", DeliverAt = at }]);
        var leased = Assert.Single(await ReceiveAsync(queue));
        Assert.Equal(["a", "b"], await BrowseAsync(queue, MessageStates.Delayed));
        Assert.Equal(["0"], await BrowseAsync(queue, MessageStates.Leased));
        Assert.Equal(["1", "2"], await BrowseAsync(queue, MessageStates.Ready));
        Assert.Equal(["0", "1", "2", "a", "b"], await BrowseAsync(queue, MessageStates.All));
        await AssertRefusedAsync(
            ErrorCode.InvalidArgument, () => Broker.BrowseAsync(queue, new BrowseOptions { States = MessageStates.None }).AsTask(), nameof(BrowseOptions.States), "allowed");
        await leased.ReleaseAsync();
    }

    [Fact]
    public async Task A_cancelled_message_is_not_delivered_when_its_time_comes()
    {
        var queue = await QueueAsync();
        var at = await NowAsync() + TimeSpan.FromHours(1);
        await Broker.PublishAsync(queue, [new Message("a") { Id = "a", DeliverAt = at }, new Message("b") { Id = "b", DeliverAt = at }]);
        Assert.True(await Broker.CancelAsync(queue, "a"));
        Assert.False(await Broker.CancelAsync(queue, "a"));
        Assert.False(await Broker.CancelAsync(queue, "nobody's"));
        await Fixture.RestartAsync();
        await AssertHoldsAsync(queue, delayed: 1);
        await AdvanceAsync(TimeSpan.FromHours(1));
        await UntilAsync(queue, "the other message to be ready", found => found is { Ready: 1 });
        Assert.Equal(["b"], Texts(await ReceiveAsync(queue, max: 10)));
    }

    [Fact]
    public async Task A_ready_message_can_be_cancelled_and_a_leased_one_cannot()
    {
        var queue = await QueueAsync();
        await Broker.PublishAsync(queue, [new Message("a") { Id = "a" }, new Message("b") { Id = "b" }]);
        Assert.Equal("a", Assert.Single(await ReceiveAsync(queue)).Message.Id);
        Assert.False(await Broker.CancelAsync(queue, "a"));
        Assert.True(await Broker.CancelAsync(queue, "b"));
        await AssertHoldsAsync(queue, leased: 1);
        await AssertRefusedAsync(ErrorCode.InvalidArgument, () => Broker.CancelAsync(queue, "").AsTask(), "message id");
    }

    [Fact]
    public async Task A_rescheduled_message_comes_at_its_new_time_and_not_at_its_old_one()
    {
        var queue = await QueueAsync();
        var now = await NowAsync();
        await Broker.PublishAsync(queue, new Message("sooner") { Id = "sooner", DeliverAt = now + TimeSpan.FromDays(300) });
        await Broker.PublishAsync(queue, new Message("later") { Id = "later", DeliverAt = now + TimeSpan.FromSeconds(30) });
        Assert.True(await Broker.RescheduleAsync(queue, "sooner", now + TimeSpan.FromSeconds(20)));
        Assert.True(await Broker.RescheduleAsync(queue, "later", now + TimeSpan.FromSeconds(60)));
        Assert.False(await Broker.RescheduleAsync(queue, "nobody's", now));
        await Fixture.RestartAsync();
        await AdvanceAsync(TimeSpan.FromSeconds(20));
        await UntilAsync(queue, "one message to be ready", found => found is { Ready: 1, Delayed: 1 });
        Assert.Equal(["sooner"], Texts(await ReceiveAsync(queue, max: 10)));
        await AdvanceAsync(TimeSpan.FromSeconds(39));
        await AssertHoldsAsync(queue, leased: 0, ready: 1, delayed: 1);
        await AdvanceAsync(TimeSpan.FromSeconds(1));
        await UntilAsync(queue, "the other to be ready, too", found => found is { Ready: 2, Delayed: 0 });
    }

    [Fact]
    public async Task A_ready_message_can_be_put_off()
    {
        var queue = await QueueAsync();
        await Broker.PublishAsync(queue, [new Message("a") { Id = "a" }, new Message("b") { Id = "b" }]);
        Assert.True(await Broker.RescheduleAsync(queue, "a", await NowAsync() + TimeSpan.FromSeconds(10)));
        await AssertHoldsAsync(queue, ready: 1, delayed: 1);
        await AdvanceAsync(TimeSpan.FromSeconds(10));
        await UntilAsync(queue, "both to be ready", found => found is { Ready: 2 });
        Assert.Equal(["a", "b"], Texts(await ReceiveAsync(queue, max: 10)));
    }

    [Fact]
    public async Task Failed_deliveries_wait_by_the_list_of_retry_delays()
    {
        var queue = await QueueAsync(define: queue => queue with
        {
            RetryDelays = [TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(4)],
            LeaseTimeout = TimeSpan.FromSeconds(10),
        });
        await PublishAsync(queue, 1);
        foreach (var seconds in new[] { 1, 2, 4, 4 })
        {
            await Assert.Single(await ReceiveAsync(queue)).NackAsync();
            await AssertHoldsAsync(queue, delayed: 1);
            await Fixture.AdvanceAsync(TimeSpan.FromMilliseconds((seconds * 1000) - 2));
            await AssertHoldsAsync(queue, delayed: 1);
            await AdvanceAsync(TimeSpan.FromMilliseconds(2));
            await UntilAsync(queue, $"the message to be ready after {seconds} s", found => found is { Ready: 1 });
        }

        // The end of a lease is a failure like a nack.
        Assert.Single(await ReceiveAsync(queue));
        await AdvanceAsync(TimeSpan.FromSeconds(10));
        await UntilAsync(queue, "the message to wait again", found => found is { Delayed: 1, Leased: 0 });
    }

    [Fact]
    public async Task A_nack_that_says_a_delay_goes_by_its_own()
    {
        var queue = await QueueAsync(define: queue => queue with { RetryDelays = [TimeSpan.FromHours(1)] });
        await PublishAsync(queue, 1);
        await Assert.Single(await ReceiveAsync(queue)).NackAsync(TimeSpan.FromSeconds(1));
        await AdvanceAsync(TimeSpan.FromSeconds(1));
        await UntilAsync(queue, "the message to be ready", found => found is { Ready: 1 });
    }

    // The broker's own time: it may not be this machine's.
    private async Task<DateTimeOffset> NowAsync()
    {
        var clock = await QueueAsync("clock");
        await PublishAsync(clock, 1);
        var delivery = Assert.Single(await ReceiveAsync(clock));
        await delivery.AckAsync();
        return delivery.PublishedAt;
    }

    private async Task<IEnumerable<string>> BrowseAsync(string queue, MessageStates states) =>
        (await Broker.BrowseAsync(queue, new BrowseOptions { States = states }).AsTask().Within("a browse")).Select(message => message.Message.Text);
}
