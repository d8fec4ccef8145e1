using Actors.Sample.Bookkeeping;
using Actors.Sample.Broadcasts;

namespace Actors.Sample.Analytics;

/// <summary>
/// Job 4, analytics in the background: a second, durable subscription reads the same topic at its own pace, in batches. It
/// keeps what is published while nobody reads it, as after an interrupted run.
/// </summary>
internal sealed class AnalyticsJob(SampleRun run, UsageFeed feed) : IJob
{
    private static readonly SubscriptionDefinition Subscription = new(UsageFeed.Topic, "analytics");
    private static readonly ReceiveOptions Batch = new() { MaxMessages = 500, Wait = TimeSpan.FromSeconds(1) };

    private readonly Ledger _ledger = new();
    private readonly UsageTotals _totals = new();

    /// <inheritdoc/>
    public string Title => "analytics";

    /// <inheritdoc/>
    public IReadOnlyList<string> Sources { get; } = [Subscription.Address];

    /// <inheritdoc/>
    public (long Done, long Total) Progress => (_ledger.Done, _ledger.Sent);

    /// <inheritdoc/>
    public IReadOnlyList<JobReport> Reports => [JobReport.Of("analytics", _ledger)];

    /// <inheritdoc/>
    public IReadOnlyList<Check> Checks => [new("analytics come to the publisher's own totals", _totals.Equals(UsageTotals.Of(feed.Events)))];

    /// <inheritdoc/>
    public async Task PrepareAsync(IBroker broker, CancellationToken stop)
    {
        await broker.DeclareAsync(new TopicDefinition(UsageFeed.Topic), stop);
        await broker.DeclareAsync(Subscription, stop);
        await run.TellOfLeftOversAsync(broker, Sources, stop);
    }

    /// <inheritdoc/>
    public async Task RunAsync(CancellationToken stop)
    {
        var mine = feed.Ids.ToHashSet();
        _ledger.SendAll(feed.Ids);
        await using var crew = new Crew(stop);
        var broker = await run.ConnectAsync("analytics", stop);
        crew.Start(token => ReadAsync(broker, mine, token));
        await crew.UntilAsync(_ledger.WaitAsync(run.Options.Patience, stop));
        await crew.UntilAsync(Remains.WaitUntilEmptyAsync(broker, this, stop));
        run.Screen.Say($"analytics: {_totals}");
    }

    private async Task ReadAsync(IBroker broker, HashSet<string> mine, CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            var deliveries = await broker.ReceiveAsync(Subscription.Address, Batch, stop);
            if (deliveries.Count > 0)
            {
                await AddUpAsync(broker, deliveries, mine, stop);
            }
        }
    }

    // The batch is acked as one; it comes again as a whole if this process dies before. Each event is added up once.
    private async Task AddUpAsync(IBroker broker, IReadOnlyList<Delivery> deliveries, HashSet<string> mine, CancellationToken stop)
    {
        foreach (var delivery in deliveries)
        {
            _ledger.Deliver(delivery);
            if (mine.Remove(delivery.Message.Id ?? ""))
            {
                _totals.Add(UsageEvent.Read(delivery.Message));
            }
        }

        var acks = deliveries.Select(delivery => new Settlement(delivery.Lease, SettleVerb.Ack)).ToArray();
        var receipt = await broker.SettleAsync(Subscription.Address, acks, stop);
        receipt.ThrowIfStale();
        foreach (var delivery in deliveries)
        {
            _ledger.Process(delivery.Message.Id);
        }
    }
}
