using Actors.Histories;

namespace Actors.Process.Tests.Loads;

/// <summary>What the load is put on: a queue, and a topic with two subscriptions.</summary>
internal sealed class LoadedPlaces(IBroker broker, History history)
{
    private readonly List<Place> _places = [];

    /// <summary>Where messages are published to.</summary>
    public IReadOnlyList<Log> Logs { get; private set; } = [];

    /// <summary>Where consumers are attached.</summary>
    public IReadOnlyList<Place> Consumed { get; private set; } = [];

    /// <summary>Everything that must be empty in the end, dead letters too.</summary>
    public IReadOnlyList<Place> All => _places;

    public async Task DeclareAsync()
    {
        var work = await DeclareAsync(new QueueDefinition("work") { DeliveryLimit = 0, LeaseTimeout = TimeSpan.FromSeconds(5) }, takesDeadLetters: false);
        var news = new Log("news", isTopic: true);
        await broker.DeclareAsync(new TopicDefinition(news.Name));
        var left = await DeclareAsync(news, new SubscriptionDefinition(news.Name, "left") { DeliveryLimit = 4, LeaseTimeout = TimeSpan.FromSeconds(5) });
        var right = await DeclareAsync(news, new SubscriptionDefinition(news.Name, "right") { DeliveryLimit = 0, LeaseTimeout = TimeSpan.FromSeconds(5) });
        (Logs, Consumed) = ([work.Log, news], [work, left, right]);
        foreach (var queue in Consumed.Select(place => place.DeadLetterQueue!))
        {
            await DeclareAsync(new QueueDefinition(queue) { DeliveryLimit = 0, DeadLetterQueue = "" }, takesDeadLetters: true);
        }
    }

    private async Task<Place> DeclareAsync(QueueDefinition queue, bool takesDeadLetters)
    {
        var place = history.Declaring(new Log(queue.Name, isTopic: false), queue.Name, queue, takesDeadLetters);
        await broker.DeclareAsync(queue);
        return Keep(place);
    }

    private async Task<Place> DeclareAsync(Log topic, SubscriptionDefinition subscription)
    {
        var place = history.Declaring(topic, subscription.Address, subscription);
        await broker.DeclareAsync(subscription);
        return Keep(place);
    }

    private Place Keep(Place place)
    {
        history.Declared(place);
        _places.Add(place);
        return place;
    }
}
