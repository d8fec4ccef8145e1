namespace Actors.Contract.Suites;

public abstract class RedriveSuite<TFixture> : BrokerSuite<TFixture>
    where TFixture : IBrokerFixture, new()
{
    [Fact]
    public async Task Everything_goes_back_to_where_it_came_from()
    {
        var (queue, dead) = await DeadLettersAsync(10);
        var progress = await RedriveAsync(dead, new RedriveOptions());
        Assert.Equal(new RedriveProgress(10, 0, 10), progress);
        var back = await ReceiveAsync(queue, max: 20);
        Assert.Equal(Numbers(10), Texts(back));
        Assert.All(back, delivery => Assert.False(delivery.Message.Headers.TryGet(DeadLetterHeaders.Reason, out _)));
        await AssertHoldsAsync(dead);
    }

    [Fact]
    public async Task Only_what_is_selected_goes_and_it_may_be_edited()
    {
        var (queue, dead) = await DeadLettersAsync(6);
        var progress = await RedriveAsync(dead, new RedriveOptions
        {
            Select = message => int.Parse(message.Text, System.Globalization.CultureInfo.InvariantCulture) % 2 == 0,
            Edit = message => new Message($"mended {message.Text}") { Headers = message.Headers },
        });
        Assert.Equal(new RedriveProgress(3, 3, 6), progress);
        Assert.Equal(["mended 0", "mended 2", "mended 4"], Texts(await ReceiveAsync(queue, max: 20)));
        await AssertHoldsAsync(dead, ready: 3);
        Assert.Equal(["1", "3", "5"], Texts(await ReceiveAsync(dead, max: 20)));
    }

    [Fact]
    public async Task A_target_may_be_named_and_a_number_of_messages()
    {
        var (_, dead) = await DeadLettersAsync(5);
        var target = await QueueAsync("target");
        Assert.Equal(2, (await RedriveAsync(dead, new RedriveOptions { Target = target, MaxMessages = 2 })).Moved);
        Assert.Equal(Numbers(2), Texts(await ReceiveAsync(target, max: 20)));
        await AssertHoldsAsync(dead, ready: 3);
    }

    [Fact]
    public async Task At_a_rate_it_takes_its_time()
    {
        var (queue, dead) = await DeadLettersAsync(60);
        var started = TimeProvider.System.GetTimestamp();
        Assert.Equal(60, (await RedriveAsync(dead, new RedriveOptions { MessagesPerSecond = 100 })).Moved);

        // The last tenth of a second has nothing to wait for.
        Assert.True(TimeProvider.System.GetElapsedTime(started) >= TimeSpan.FromSeconds(0.49), "It was faster than its rate.");
        Assert.Equal(Numbers(60), Texts(await ReceiveAsync(queue, max: 100)));
    }

    [Fact]
    public async Task When_it_is_cancelled_nothing_is_lost_and_the_rest_stays()
    {
        var (queue, dead) = await DeadLettersAsync(50);
        using var cancel = new CancellationTokenSource();
        var options = new RedriveOptions { MessagesPerSecond = 100, Progress = new Hearing(_ => cancel.Cancel()) };
        var progress = await Broker.RedriveAsync(dead, options, cancel.Token).AsTask().Within("the redrive to end");
        Assert.InRange(progress.Moved, 1, 49);
        await AssertHoldsAsync(queue, ready: (int)progress.Moved);
        await AssertHoldsAsync(dead, ready: 50 - (int)progress.Moved);
    }

    [Fact]
    public async Task A_target_that_is_not_there_loses_nothing()
    {
        var (_, dead) = await DeadLettersAsync(3);
        await AssertRefusedAsync(ErrorCode.NotFound, () => RedriveAsync(dead, new RedriveOptions { Target = Unique("nowhere") }));
        await AssertHoldsAsync(dead, ready: 3);
    }

    [Fact]
    public async Task What_came_from_a_subscription_needs_a_target()
    {
        var topic = await TopicAsync("s");
        await PublishAsync(topic, 1);
        await Assert.Single(await ReceiveAsync($"{topic}/s")).RejectAsync();
        var dead = $"{topic}.s.dead-letter";
        await UntilAsync(dead, "the dead letter", found => found is { Ready: 1 });
        await AssertRefusedAsync(ErrorCode.InvalidArgument, () => RedriveAsync(dead, new RedriveOptions()), $"{topic}/s", nameof(RedriveOptions.Target));
        await AssertHoldsAsync(dead, ready: 1);
    }

    private Task<RedriveProgress> RedriveAsync(string dead, RedriveOptions options) => Broker.RedriveAsync(dead, options).AsTask().Within("a redrive");

    private async Task<(string Queue, string Dead)> DeadLettersAsync(int count)
    {
        var queue = await QueueAsync();
        await PublishAsync(queue, count);

        // Together, so that they arrive in order.
        var rejects = (await ReceiveAsync(queue, max: count)).Select(delivery => new Settlement(delivery.Lease, SettleVerb.Reject)).ToArray();
        await Broker.SettleAsync(queue, rejects);

        await UntilAsync($"{queue}.dead-letter", $"{count} dead letters", found => found?.Ready == count);
        return (queue, $"{queue}.dead-letter");
    }

    private sealed class Hearing(Action<RedriveProgress> hear) : IProgress<RedriveProgress>
    {
        public void Report(RedriveProgress value) => hear(value);
    }
}
