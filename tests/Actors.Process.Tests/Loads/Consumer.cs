using Actors.Histories;

namespace Actors.Process.Tests.Loads;

/// <summary>
/// Consumes for as long as it is let, in one enumeration that knows nothing of kills and restarts, and settles in every way
/// there is.
/// </summary>
/// <param name="broker">The broker.</param>
/// <param name="history">Where it writes down what it sees.</param>
/// <param name="place">What it consumes.</param>
/// <param name="random">Decides how it settles.</param>
internal sealed class Consumer(IBroker broker, History history, Place place, Random random)
{
    private const int Window = 64;

    private readonly SemaphoreSlim _window = new(Window);

    /// <summary>Counts deliveries.</summary>
    public Tally Delivered { get; } = new();

    /// <summary>Consumes until told to stop, and returns when every settlement has its answer.</summary>
    public async Task RunAsync(CancellationToken stop)
    {
        await foreach (var delivery in broker.ConsumeAsync(place.Address, new ConsumerOptions { Prefetch = 128 }, stop))
        {
            var grant = Take(delivery);
            Delivered.Add();
            await _window.WaitAsync(CancellationToken.None);
            _ = SettleAsync(delivery, grant);
        }

        for (var i = 0; i < Window; i++)
        {
            await _window.WaitAsync(CancellationToken.None);
        }
    }

    /// <summary>Takes and acks everything, dead letters too, until nothing is left.</summary>
    public async Task DrainAsync()
    {
        while (true)
        {
            var deliveries = await broker.ReceiveAsync(place.Address, new ReceiveOptions { MaxMessages = 1000, Wait = TimeSpan.FromSeconds(1) });
            foreach (var group in deliveries.Select(delivery => (Delivery: delivery, Grant: Take(delivery))).Chunk(100))
            {
                await Task.WhenAll(group.Select(each => SettleAsync(each.Grant, SettleVerb.Ack, () => each.Delivery.AckAsync())));
            }

            if (deliveries.Count == 0 && await broker.DescribeAsync(place.Address) is { Ready: 0, Leased: 0, Delayed: 0 })
            {
                return;
            }
        }
    }

    private Grant Take(Delivery delivery)
    {
        // Real time passes here as it likes: leases are only judged by their tokens.
        var grant = new Grant(place, delivery.Lease, Parcel.Read(delivery.Body.Span) ?? -1, DateTimeOffset.MinValue);
        history.Delivered(grant, delivery.Body.Span, DateTimeOffset.MaxValue, toldInOrder: false, () => false);
        if (place.TakesDeadLetters)
        {
            var headers = delivery.Message.Headers;
            history.DeadLetterArrived(
                place, headers[DeadLetterHeaders.Source].AsString(), headers[DeadLetterHeaders.Reason].AsString(), headers[DeadLetterHeaders.Attempts].AsInteger(), grant.Parcel);
        }

        return grant;
    }

    private async Task SettleAsync(Delivery delivery, Grant grant)
    {
        switch (random.Next(100))
        {
            case < 60:
                await SettleAsync(grant, SettleVerb.Ack, () => delivery.AckAsync());
                break;
            case < 80:
                history.Settling(grant, SettleVerb.Ack);
                delivery.Ack();
                break;
            case < 88:
                delivery.Nack();
                break;
            case < 93:
                await SettleAsync(grant, SettleVerb.Nack, () => delivery.NackAsync());
                break;
            case < 95:
                await SettleAsync(grant, SettleVerb.Reject, () => delivery.RejectAsync());
                break;
            case < 98:
                delivery.Release();
                break;
        }

        _window.Release();
    }

    private async Task SettleAsync(Grant grant, SettleVerb verb, Func<ValueTask> settle)
    {
        history.Settling(grant, verb);
        try
        {
            await settle();
            history.Settled(grant, verb, DateTimeOffset.MinValue, TimeSpan.Zero);
        }
        catch (BrokerException error) when (error.Code is ErrorCode.StaleLease or ErrorCode.Unavailable)
        {
            history.NotSettled(grant, verb, error.Code.ToString(), mustHold: false);
        }
        catch (BrokerException error) when (error.Code == ErrorCode.OutcomeUnknown)
        {
            history.Note($"whether {verb} of {grant} was carried out is unknown");
        }
        catch (Exception error)
        {
            history.Blame($"{verb} of {grant} failed: {error}");
        }
    }
}
