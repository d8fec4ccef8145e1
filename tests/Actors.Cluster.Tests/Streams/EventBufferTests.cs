using Actors.Cluster.Streams;

namespace Actors.Cluster.Tests.Streams;

public sealed class EventBufferTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly SortedSet<long> _unsettled = [];

    [Fact]
    public async Task Neighbours_are_taken_together_and_stay_held()
    {
        var buffer = Create(7, 8, 9);
        Deliver(buffer, 7, 3);

        Assert.Equal([7, 8], await TakeAsync(buffer, most: 2));
        Assert.Equal(3, buffer.Count);
    }

    [Fact]
    public async Task What_another_consumer_still_holds_is_waited_for()
    {
        var buffer = Create(1, 2, 3);
        Deliver(buffer, 2, 2);
        var stuck = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var taking = TakeAsync(buffer, most: 10, () => stuck.TrySetResult());
        await stuck.Task.WaitAsync(Patience);
        Assert.False(taking.IsCompleted);

        Deliver(buffer, 1, 1);

        Assert.Equal([1, 2, 3], await taking);
    }

    [Fact]
    public async Task What_another_consumer_settles_is_waited_for_no_longer()
    {
        var buffer = Create(1, 2);
        Deliver(buffer, 2, 1);
        var stuck = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var taking = TakeAsync(buffer, most: 10, () => stuck.TrySetResult());
        await stuck.Task.WaitAsync(Patience);

        lock (_unsettled)
        {
            _unsettled.Remove(1);
        }

        Assert.Equal([2], await taking);
    }

    [Fact]
    public async Task An_event_given_back_comes_before_those_behind_it()
    {
        var buffer = Create(1, 2, 3);
        Deliver(buffer, 1, 3);
        var first = await buffer.TakeAsync(3, () => { }, CancellationToken.None);
        buffer.Forget(first[0]);
        var stuck = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var taking = TakeAsync(buffer, most: 10, () => stuck.TrySetResult());
        await stuck.Task.WaitAsync(Patience);

        Deliver(buffer, 1, 1, attempt: 2);

        Assert.Equal([1, 2, 3], await taking);
    }

    [Fact]
    public async Task Leases_that_were_lost_are_held_no_longer()
    {
        var buffer = Create(1);
        Deliver(buffer, 1, 1);

        buffer.LeasesLost();

        Assert.Empty(buffer.Leases());
        Deliver(buffer, 1, 1, attempt: 2);
        Assert.Equal([1], await TakeAsync(buffer, most: 1));
    }

    [Fact]
    public async Task A_closed_consumer_ends_the_wait_with_its_reason()
    {
        var buffer = Create();
        var taking = TakeAsync(buffer, most: 1);

        buffer.Closed(new BrokerException(ErrorCode.Deleted, "gone"));

        var closed = await Assert.ThrowsAsync<BrokerException>(() => taking);
        Assert.Equal(ErrorCode.Deleted, closed.Code);
    }

    private EventBuffer Create(params long[] unsettled)
    {
        _unsettled.UnionWith(unsettled);
        return new EventBuffer((from, _) =>
        {
            lock (_unsettled)
            {
                var later = _unsettled.Where(offset => offset >= from).ToList();
                return Task.FromResult<long?>(later.Count > 0 ? later[0] : null);
            }
        });
    }

    private static void Deliver(EventBuffer buffer, long first, int count, int attempt = 1)
    {
        var messages = new MessageBatchBuilder();
        for (var index = 0; index < count; index++)
        {
            messages.Add(new Message($"{first + index}"));
        }

        buffer.Deliver(new DeliveryRun(new LeaseRun(0, 1, first, count, attempt), DateTimeOffset.UnixEpoch, messages.Build().Messages.Span));
    }

    private static async Task<IEnumerable<long>> TakeAsync(EventBuffer buffer, int most, Action? stuck = null) =>
        (await buffer.TakeAsync(most, stuck ?? (() => { }), CancellationToken.None).WaitAsync(Patience)).Select(held => held.Offset);
}
