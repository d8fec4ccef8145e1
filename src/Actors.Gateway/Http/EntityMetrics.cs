using System.Diagnostics.Metrics;

namespace Actors.Gateway.Http;

/// <summary>What queues, topics and subscriptions hold and did, as instruments of the meter <c>Actors</c>.</summary>
/// <remarks>Instruments cannot wait for a broker, so a scrape first takes a look at the broker and the instruments tell what it saw.</remarks>
internal sealed class EntityMetrics : IDisposable
{
    /// <summary>Most entities that get lines of their own; of a broker with more, the first by address.</summary>
    public const int MostEntities = 1_000;

    private readonly IBroker _broker;
    private readonly Meter _meter = new("Actors");
    private IReadOnlyList<EntityDescription> _seen = [];

    public EntityMetrics(IBroker broker)
    {
        _broker = broker;
        Gauge("actors.messages.ready", "{message}", "Messages waiting for a consumer.", entity => entity.Ready);
        Gauge("actors.messages.leased", "{message}", "Messages held by consumers.", entity => entity.Leased);
        Gauge("actors.messages.delayed", "{message}", "Messages that become ready later.", entity => entity.Delayed);
        Gauge("actors.messages.size", "By", "Encoded bytes of the messages that are not settled.", entity => entity.Bytes);
        Gauge("actors.messages.oldest.age", "s", "Age of the oldest message that is not settled.", entity => (entity.OldestAge ?? TimeSpan.Zero).TotalSeconds);
        Gauge("actors.consumers", "{consumer}", "Attached consumers.", entity => entity.Consumers);
        Total("actors.messages.published", "{message}", "Messages published.", entity => entity.Published);
        Total("actors.messages.delivered", "{message}", "Deliveries made, redeliveries among them.", entity => entity.Delivered);
        Total("actors.messages.redelivered", "{message}", "Deliveries that were not the first of their message.", entity => entity.Redelivered);
        Total("actors.messages.acked", "{message}", "Messages acked.", entity => entity.Acked);
        Total("actors.messages.dead_lettered", "{message}", "Messages dead-lettered.", entity => entity.DeadLettered);
    }

    /// <summary>Looks at the broker.</summary>
    /// <param name="cancellationToken">Stops looking.</param>
    public async Task LookAsync(CancellationToken cancellationToken)
    {
        try
        {
            _seen = await _broker.ListAsync(null, MostEntities, cancellationToken).ConfigureAwait(false);
        }
        catch (BrokerException)
        {
            // It cannot say now, and what it said before is no longer true. The other instruments still have something to tell.
            _seen = [];
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _meter.Dispose();

    private void Gauge(string name, string unit, string description, Func<EntityDescription, double> value) =>
        _meter.CreateObservableGauge(name, () => Measure(value), unit, description);

    private void Total(string name, string unit, string description, Func<EntityDescription, long> value) =>
        _meter.CreateObservableCounter(name, () => Measure(value), unit, description);

    private IEnumerable<Measurement<TValue>> Measure<TValue>(Func<EntityDescription, TValue> value)
        where TValue : struct => _seen.Select(entity => new Measurement<TValue>(
            value(entity), new KeyValuePair<string, object?>("address", entity.Address), new KeyValuePair<string, object?>("kind", entity.Kind.ToString().ToLowerInvariant())));
}
