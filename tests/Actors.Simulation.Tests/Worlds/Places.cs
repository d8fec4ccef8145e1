using Actors.Histories;

namespace Actors.Simulation.Tests.Worlds;

/// <summary>The queues, topics and subscriptions of the world, and those who declare and delete them.</summary>
internal sealed class Places(World world)
{
    private static readonly QueueDefinition Orders = new("orders") { DeliveryLimit = 3, LeaseTimeout = TimeSpan.FromSeconds(10) };
    private static readonly QueueDefinition Jobs = new("jobs") { DeliveryLimit = 0, DeadLetterQueue = "" };
    private static readonly QueueDefinition Mails = new("mails") { DeadLetterQueue = "dead-mails" };
    private static readonly QueueDefinition Numbered = new("numbered") { DeliveryLimit = 0, DeadLetterQueue = "" };
    private static readonly QueueDefinition Known = Numbered with { Name = "known", Deduplication = new Deduplication { Window = TimeSpan.FromDays(7) } };
    private static readonly TopicDefinition Events = new("events");
    private static readonly SubscriptionDefinition Audit = new("events", "audit") { DeliveryLimit = 2, DeadLetterQueue = "dead-mails" };
    private static readonly SubscriptionDefinition Search = new("events", "search") { LeaseTimeout = TimeSpan.FromSeconds(5) };
    private static readonly SubscriptionDefinition Screen = new("events", "screen") { Ephemeral = true, DeadLetterQueue = "" };
    private static readonly TopicDefinition Alerts = new("alerts");
    private static readonly SubscriptionDefinition Pager = new("alerts", "pager") { DeliveryLimit = 0 };
    private static readonly string[] DeadLetterQueues = ["orders.dead-letter", "dead-mails", "events.search.dead-letter", "alerts.pager.dead-letter"];

    private readonly List<Place> _doubtful = [];
    private readonly List<Place> _live = [];
    private Log _events = null!;

    /// <summary>A queue that nobody ever deletes.</summary>
    public Log Steady { get; private set; } = null!;

    /// <summary>The queue of the publisher that sends everything again until it is confirmed; nobody ever deletes it.</summary>
    public Log Stubborn { get; private set; } = null!;

    /// <summary>Whether that queue finds duplicates by their ids, and not by the publisher's numbers.</summary>
    public bool IsStubbornById { get; private set; }

    /// <summary>What can be consumed from, as far as is known.</summary>
    public IReadOnlyList<Place> Live => _live;

    /// <summary>Declares everything, some dead-letter queues too: the broker makes those it misses.</summary>
    public async Task DeclareAllAsync()
    {
        Steady = (await DeclareAsync(Jobs)).Log;
        IsStubbornById = world.Random.Next(2) == 0;
        Stubborn = (await DeclareAsync(IsStubbornById ? Known : Numbered)).Log;
        await DeclareAsync(Orders);
        await DeclareAsync(Mails);
        _events = new Log(Events.Name, isTopic: true);
        await RequireAsync(broker => broker.DeclareAsync(Events), Events.Name);
        await DeclareAsync(Search);
        await DeclareAsync(Audit);
        await DeclareAsync(Screen);
        await DeclareAlertsAsync();
        foreach (var name in DeadLetterQueues.Where(_ => world.Random.Next(2) == 0))
        {
            await DeclareDeadLettersAsync(name);
        }
    }

    /// <summary>Makes sure that every dead-letter queue can be consumed from.</summary>
    public async Task DeclareDeadLettersAsync()
    {
        foreach (var name in DeadLetterQueues.Where(name => _live.TrueForAll(place => place.Address != name)))
        {
            await DeclareDeadLettersAsync(name);
        }
    }

    public Place Any(Random random) => _live[random.Next(_live.Count)];

    /// <summary>Somewhere to publish to.</summary>
    public Log AnyLog(Random random)
    {
        var logs = _live.Where(place => !place.TakesDeadLetters).Select(place => place.Log).Where(log => log != Stubborn).Distinct().ToList();
        return logs[random.Next(logs.Count)];
    }

    /// <summary>Moves the clock while nothing is on its way, so that the end of every lease is known.</summary>
    public async Task AdvanceAsync(TimeSpan time)
    {
        await BeQuietAsync();
        world.Clock.Advance(time);
        await BeQuietAsync();
    }

    /// <summary>Declares something again that is there: nothing must happen.</summary>
    public async Task DeclareAgainAsync()
    {
        var place = Any(world.Random);
        var answer = place.Policy is QueueDefinition queue
            ? await world.AskAsync(broker => broker.DeclareAsync(queue))
            : await world.AskAsync(broker => broker.DeclareAsync((SubscriptionDefinition)place.Policy));
        if (answer.Error is { Code: not (ErrorCode.Unavailable or ErrorCode.StorageFull or ErrorCode.OutcomeUnknown) } error)
        {
            world.History.Blame($"{place.Address} cannot be declared again: {error.Message}");
        }
    }

    /// <summary>Deletes a queue, a subscription, or a topic with its subscription, and declares it again; perhaps the process dies on the way.</summary>
    public async Task ReplaceAsync()
    {
        var place = Any(world.Random);
        if (place.Log == Steady || place.Log == Stubborn || place.TakesDeadLetters || place.Policy.Ephemeral || place.Address == Search.Address)
        {
            return;
        }

        _live.Remove(place);
        var deletion = world.AskAsync(broker => broker.DeleteAsync(place.Policy == Pager ? Alerts.Name : place.Address));
        if (world.Random.Next(4) == 0)
        {
            world.Kill(withMachine: true);
        }

        var answer = await deletion;
        if (!answer.IsDone)
        {
            world.History.Note($"whether {place.Address} was deleted is unknown: {answer.Error?.Message}");
            _doubtful.Add(place);
            return;
        }

        if (!answer.Value)
        {
            world.History.Blame($"{place.Address} was there and a deletion did not find it");
        }

        world.History.Ended(place);
        await DeclareAgainAsync(place);
    }

    /// <summary>Finds out which of the doubtful ones are there. Only while the broker works.</summary>
    public async Task ResolveAsync()
    {
        foreach (var place in _doubtful.ToList())
        {
            var answer = await world.AskAsync(broker => broker.DescribeAsync(place.Address));
            if (answer.IsDone)
            {
                _doubtful.Remove(place);
                _live.Add(place);
                world.History.Declared(place);
            }
            else if (answer.Error?.Code == ErrorCode.NotFound)
            {
                _doubtful.Remove(place);
                world.History.Ended(place);
                await DeclareAgainAsync(place);
            }
        }
    }

    /// <summary>After a start: what is not kept is gone.</summary>
    public async Task DeclareEphemeralAsync() => await world.AskAsync(broker => broker.DeclareAsync(Screen));

    // Once an actor has answered a question, everything it had to do before is done.
    private async Task BeQuietAsync()
    {
        var now = world.Now;
        await world.ComeToRestAsync();
        foreach (var place in _live.ToList())
        {
            await world.AskAsync(broker => broker.DescribeAsync(place.Address));
        }

        world.QuietTime = now;
    }

    private Task DeclareAgainAsync(Place place) =>
        place.Policy == Pager ? DeclareAlertsAsync()
        : place.Policy is QueueDefinition queue ? DeclareAsync(queue)
        : DeclareAsync((SubscriptionDefinition)place.Policy);

    private async Task DeclareAlertsAsync()
    {
        var place = world.History.Declaring(new Log(Alerts.Name, isTopic: true), Pager.Address, Pager);
        await KeepAsync(place, async broker =>
        {
            await broker.DeclareAsync(Alerts);
            await broker.DeclareAsync(Pager);
        });
    }

    private async Task<Place> DeclareAsync(QueueDefinition queue)
    {
        var place = world.History.Declaring(new Log(queue.Name, isTopic: false), queue.Name, queue);
        return await KeepAsync(place, broker => broker.DeclareAsync(queue));
    }

    private async Task DeclareAsync(SubscriptionDefinition subscription)
    {
        var place = world.History.Declaring(_events, subscription.Address, subscription);
        await KeepAsync(place, broker => broker.DeclareAsync(subscription));
    }

    private async Task DeclareDeadLettersAsync(string name)
    {
        var queue = new QueueDefinition(name) { DeliveryLimit = 0, DeadLetterQueue = "" };
        var place = world.History.Declaring(new Log(name, isTopic: false), name, queue, takesDeadLetters: true);
        await KeepAsync(place, broker => broker.DeclareAsync(queue));
    }

    private async Task<Place> KeepAsync(Place place, Func<IBroker, ValueTask> declare)
    {
        var answer = await world.AskAsync(declare);
        if (answer.IsDone)
        {
            _live.Add(place);
            world.History.Declared(place);
        }
        else
        {
            world.History.Note($"whether {place.Address} was declared is unknown: {answer.Error?.Message}");
            _doubtful.Add(place);
        }

        return place;
    }

    private async Task RequireAsync(Func<IBroker, ValueTask> call, string what)
    {
        if (!(await world.AskAsync(call)).IsDone)
        {
            world.History.Blame($"{what} cannot be declared");
        }
    }
}
