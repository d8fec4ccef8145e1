using Actors.Histories;

namespace Actors.Simulation.Tests.Worlds;

/// <summary>Those who consume: attached or by receives, settling in every way there is, late, or not at all.</summary>
internal sealed class Consumers(World world, Places places)
{
    private const int LongestWait = 30;

    private readonly Lock _lock = new();
    private readonly List<Grant> _held = [];
    private readonly List<SimulatedConsumer> _attached = [];
    private readonly List<(Task Receive, CancellationTokenSource Cancel)> _waiting = [];

    /// <summary>Attaches a consumer.</summary>
    public async Task AttachAsync()
    {
        var place = places.Any(world.Random);
        var timeout = world.Random.Next(3) == 0 ? TimeSpan.FromSeconds(world.Random.Next(1, 20)) : (TimeSpan?)null;
        var options = new ConsumerOptions { Prefetch = world.Random.Next(1, 40), LeaseTimeout = timeout };
        var life = world.Life;
        var consumer = new SimulatedConsumer(place, timeout ?? place.Policy.LeaseTimeout, (on, lease, message) =>
            Take(life, new Grant(place, lease, Number(message), world.QuietTime + on.LeaseTimeout) { Holder = on }, message, inOrder: true));
        var answer = await world.AskAsync(broker => broker.AttachAsync(place.Address, options, consumer));
        if (answer.IsDone)
        {
            consumer.Consumer = answer.Value;
            _attached.Add(consumer);
        }
    }

    /// <summary>A consumer leaves, in good order, as if it had died, or because it fails.</summary>
    public async Task DetachAsync()
    {
        _attached.RemoveAll(consumer => consumer.IsClosed);
        if (_attached.Count == 0)
        {
            return;
        }

        var consumer = _attached[world.Random.Next(_attached.Count)];
        world.History.Note($"a consumer of {consumer.Place.Address} leaves");
        consumer.IsLeaving = true;
        world.History.Void(grant => grant.Holder == consumer);
        switch (world.Random.Next(4))
        {
            case 0:
                world.HasFailingConsumer = true;
                consumer.Fails = true;
                return;
            case 1:
                consumer.Consumer!.Abandon();
                break;
            default:
                await world.AskAsync(_ => consumer.Consumer!.DisposeAsync());
                break;
        }

        world.History.Void(grant => grant.Holder == consumer);
    }

    /// <summary>Changes how much a consumer may hold; none at all, too.</summary>
    public void SetPrefetch()
    {
        if (_attached.Count > 0)
        {
            _attached[world.Random.Next(_attached.Count)].Consumer!.SetPrefetch(world.Random.Next(0, 60));
        }
    }

    /// <summary>Takes messages once, waiting or not; some give up waiting.</summary>
    public void Receive()
    {
        _waiting.RemoveAll(waiting => waiting.Receive.IsCompleted);
        var place = places.Any(world.Random);
        var wait = world.Random.Next(4) == 0 ? TimeSpan.FromSeconds(world.Random.Next(1, LongestWait)) : TimeSpan.Zero;
        var options = new ReceiveOptions
        {
            MaxMessages = world.Random.Next(1, 30),
            Wait = wait,
            LeaseTimeout = world.Random.Next(3) == 0 ? TimeSpan.FromSeconds(world.Random.Next(1, 60)) : null,
        };
        var cancel = new CancellationTokenSource();
        var receive = ReceiveAsync(place, options, cancel.Token);
        if (wait == TimeSpan.Zero)
        {
            world.Begin(receive);
        }
        else
        {
            _waiting.Add((receive, cancel));
        }
    }

    /// <summary>Somebody who waits for messages gives up.</summary>
    public void GiveUp()
    {
        if (_waiting.Count > 0)
        {
            _waiting[world.Random.Next(_waiting.Count)].Cancel.Cancel();
        }
    }

    /// <summary>Lets every wait come to its end; none may be forgotten, whatever happened to the broker meanwhile.</summary>
    public async Task EndWaitsAsync()
    {
        await places.AdvanceAsync(TimeSpan.FromSeconds(LongestWait + 1));
        try
        {
            await Task.WhenAll(_waiting.Select(waiting => waiting.Receive)).WaitAsync(World.Patience);
        }
        catch (TimeoutException)
        {
            world.History.Blame("a receive has no answer though its wait is over");
        }
    }

    /// <summary>Takes and acks what is there, and says how much it was.</summary>
    public async Task<int> DrainAsync(Place place)
    {
        await ReceiveAsync(place, new ReceiveOptions { MaxMessages = 1000, LeaseTimeout = Limits.LongestLease }, CancellationToken.None);
        List<Grant> taken;
        lock (_lock)
        {
            taken = [.. _held];
            _held.Clear();
        }

        foreach (var group in taken.GroupBy(grant => grant.Place))
        {
            await SettleAsync(group.Key, [.. group], SettleVerb.Ack, TimeSpan.Zero);
        }

        return taken.Count;
    }

    /// <summary>Everybody leaves.</summary>
    public async Task LeaveAsync()
    {
        foreach (var consumer in _attached.Where(consumer => !consumer.IsClosed))
        {
            await world.AskAsync(_ => consumer.Consumer!.DisposeAsync());
        }

        _attached.Clear();
        foreach (var (receive, cancel) in _waiting)
        {
            await cancel.CancelAsync();
            await receive.WaitAsync(World.Patience);
        }

        _waiting.Clear();
        Forget();
    }

    /// <summary>The process is gone, and what its consumers held with it.</summary>
    public void Forget()
    {
        _attached.RemoveAll(consumer => consumer.IsClosed || world.Life.IsOver);
        lock (_lock)
        {
            _held.Clear();
        }
    }

    /// <summary>After a start nobody is attached any more.</summary>
    public void ForgetConsumers() => _attached.Clear();

    /// <summary>Settles some deliveries, extends them, or forgets them until their leases run out.</summary>
    public void Settle()
    {
        var grants = TakeSome();
        if (grants.Count == 0)
        {
            return;
        }

        var place = grants[0].Place;
        switch (world.Random.Next(20))
        {
            case < 8:
                world.Begin(SettleAsync(place, grants, SettleVerb.Ack, TimeSpan.Zero));
                break;
            case < 11:
                SettleWithoutAnswer(place, grants, SettleVerb.Ack);
                break;
            case < 14:
                var delay = world.Random.Next(2) == 0 ? TimeSpan.Zero : TimeSpan.FromMilliseconds(world.Random.Next(1, 60_000));
                world.Begin(SettleAsync(place, grants, SettleVerb.Nack, delay));
                break;
            case 14:
                SettleWithoutAnswer(place, grants, SettleVerb.Nack);
                break;
            case < 17:
                world.Begin(SettleAsync(place, grants, SettleVerb.Reject, TimeSpan.Zero));
                break;
            case 17:
                world.Begin(SettleAsync(place, grants, SettleVerb.Release, TimeSpan.Zero));
                break;
            case 18:
                world.Begin(ExtendAsync(place, grants));
                break;
        }
    }

    private async Task ReceiveAsync(Place place, ReceiveOptions options, CancellationToken cancellationToken)
    {
        var until = world.QuietTime + (options.LeaseTimeout ?? place.Policy.LeaseTimeout);
        var life = world.Life;
        try
        {
            var answer = await world.AskAsync(broker => broker.ReceiveAsync(place.Address, options, cancellationToken));
            foreach (var delivery in answer.IsDone ? answer.Value! : [])
            {
                Take(life, new Grant(place, delivery.Lease, Number(delivery.Encoded), until), delivery.Encoded, inOrder: false);
            }
        }
        catch (OperationCanceledException)
        {
            world.History.Note($"a receive from {place.Address} was cancelled");
        }
    }

    private static long Number(EncodedMessage message) => Parcel.Read(message.Body.Span) ?? -1;

    private void Take(Life life, Grant grant, EncodedMessage message, bool inOrder)
    {
        var place = grant.Place;
        if (!world.History.Delivered(grant, message.Body.Span, world.Now, inOrder, () => life.IsOver))
        {
            return;
        }

        if (grant.Holder is SimulatedConsumer { IsLeaving: true })
        {
            world.History.Void(other => other == grant);
        }

        if (place.TakesDeadLetters)
        {
            var headers = message.Decode().Headers;
            world.History.DeadLetterArrived(
                place, headers[DeadLetterHeaders.Source].AsString(), headers[DeadLetterHeaders.Reason].AsString(), headers[DeadLetterHeaders.Attempts].AsInteger(), grant.Parcel);
        }

        lock (_lock)
        {
            _held.Add(grant);
        }
    }

    private List<Grant> TakeSome()
    {
        lock (_lock)
        {
            if (_held.Count == 0)
            {
                return [];
            }

            var place = _held[world.Random.Next(_held.Count)].Place;
            var some = _held.Where(grant => grant.Place == place).Skip(world.Random.Next(3)).Take(world.Random.Next(1, 12)).ToList();
            _held.RemoveAll(some.Contains);
            return some;
        }
    }

    private async Task SettleAsync(Place place, List<Grant> grants, SettleVerb verb, TimeSpan delay)
    {
        var (sentAt, upheavals) = (world.Now, world.Upheavals);
        var held = grants.ConvertAll(grant => world.History.Settling(grant, verb));
        var answer = await world.AskAsync(broker => broker.SettleAsync(place.Address, Runs(grants, verb, delay)));
        for (var i = 0; i < grants.Count; i++)
        {
            var grant = grants[i];
            if (answer.Outcome == Outcome.Refused)
            {
                world.History.NotSettled(grant, verb, answer.Error!.Message, mustHold: false);
            }
            else if (answer.IsDone && answer.Value.Stale.Any(run => Holds(run, grant.Lease)))
            {
                world.History.NotSettled(grant, verb, why: null, held[i] && upheavals == world.Upheavals && world.Now < grant.Until && !place.HasEnded && !place.Policy.Ephemeral);
            }
            else if (answer.IsDone)
            {
                world.History.Settled(grant, verb, sentAt, delay);
            }
        }

        BlameFullDisk(answer.Error, verb.ToString());
    }

    private void SettleWithoutAnswer(Place place, List<Grant> grants, SettleVerb verb)
    {
        grants.ForEach(grant => world.History.Settling(grant, verb));
        try
        {
            world.Life.Broker.Settle(place.Address, Runs(grants, verb, TimeSpan.Zero));
        }
        catch (BrokerException error)
        {
            grants.ForEach(grant => world.History.NotSettled(grant, verb, error.Message, mustHold: false));
        }
    }

    private async Task ExtendAsync(Place place, List<Grant> grants)
    {
        var timeout = TimeSpan.FromSeconds(world.Random.Next(1, 60));
        var until = world.Now + timeout;
        foreach (var grant in grants.Where(grant => until < grant.Until))
        {
            world.History.HoldsUntil(grant, until);
        }

        var answer = await world.AskAsync(broker => broker.ExtendAsync(place.Address, grants.ConvertAll(grant => grant.Lease).ToArray(), timeout));
        foreach (var grant in answer.IsDone ? grants : [])
        {
            if (!answer.Value.Stale.Any(run => Holds(run, grant.Lease)))
            {
                world.History.HoldsUntil(grant, until);
            }
        }

        lock (_lock)
        {
            _held.AddRange(grants);
        }
    }

    private void BlameFullDisk(BrokerException? error, string what)
    {
        if (error?.Code == ErrorCode.StorageFull)
        {
            world.History.Blame($"{what} was refused for lack of room: {error.Message}");
        }
    }

    // Neighbours of one attempt go as one run, as a client would send them.
    private static Settlement[] Runs(List<Grant> grants, SettleVerb verb, TimeSpan delay)
    {
        var runs = new List<Settlement>();
        foreach (var lease in grants.OrderBy(grant => grant.Epoch).ThenBy(grant => grant.Offset).Select(grant => grant.Lease))
        {
            if (runs.Count > 0 && runs[^1].Leases is var last && last.Epoch == lease.Epoch && last.Attempt == lease.Attempt && last.FirstOffset + last.Count == lease.FirstOffset)
            {
                runs[^1] = new Settlement(last with { Count = last.Count + 1 }, verb, delay);
            }
            else
            {
                runs.Add(new Settlement(lease, verb, delay));
            }
        }

        return [.. runs];
    }

    private static bool Holds(LeaseRun run, LeaseRun lease) =>
        run.Epoch == lease.Epoch && run.Attempt == lease.Attempt && lease.FirstOffset >= run.FirstOffset && lease.FirstOffset < run.FirstOffset + run.Count;
}
