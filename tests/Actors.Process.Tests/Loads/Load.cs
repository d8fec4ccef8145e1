using Actors.Histories;
using Actors.Process.Tests.Hosts;

namespace Actors.Process.Tests.Loads;

/// <summary>Several publishers and consumers at work over the wire, on two connections, and what all of them have seen.</summary>
internal sealed class Load : IAsyncDisposable
{
    private readonly CancellationTokenSource _stopPublishing = new();
    private readonly CancellationTokenSource _stopConsuming = new();
    private readonly ActorsClient _sender;
    private readonly ActorsClient _receiver;
    private readonly LoadedPlaces _places;
    private readonly Random _random;
    private List<Publisher> _publishers = [];
    private List<Consumer> _consumers = [];
    private Task _publishing = Task.CompletedTask;
    private Task _consuming = Task.CompletedTask;

    /// <summary>Connects.</summary>
    /// <param name="port">The broker's port.</param>
    /// <param name="seed">Decides what is published and how it is settled.</param>
    /// <param name="publisher">The sender's id, by which it sends again what was under way; null for none.</param>
    public Load(int port, int seed, string? publisher = null)
    {
        _random = new Random(seed);
        (_sender, _receiver) = (Connect(port, publisher), Connect(port, publisher: null));
        _places = new LoadedPlaces(_sender, History);
    }

    /// <summary>What was seen.</summary>
    public History History { get; } = new(inOrder: false);

    /// <summary>How many messages were confirmed.</summary>
    public long Confirmed => _publishers.Sum(publisher => publisher.Confirmed.Count);

    /// <summary>Of how many messages nobody knows whether they were stored.</summary>
    public long Unknown => _publishers.Sum(publisher => publisher.Unknown.Count);

    /// <summary>Declares what is needed and begins.</summary>
    public async Task StartAsync()
    {
        await _places.DeclareAsync().Within("the declarations");
        _publishers = [.. new[] { 1, 1, 5, 20 }.Select(most => new Publisher(_sender, History, _places.Logs, most, Fork()))];
        _consumers = [.. _places.Consumed.Concat(_places.Consumed).Select(place => new Consumer(_receiver, History, place, Fork()))];
        _publishing = Task.WhenAll(_publishers.Select(publisher => Task.Run(() => publisher.RunAsync(_stopPublishing.Token))));
        _consuming = Task.WhenAll(_consumers.Select(consumer => Task.Run(() => consumer.RunAsync(_stopConsuming.Token))));
    }

    /// <summary>Ends when every publisher got so many confirms more, and every consumer something.</summary>
    public Task ProgressAsync(int messages) => Task.WhenAll(
        [.. _publishers.Select(publisher => publisher.Confirmed.More(messages)), .. _consumers.Select(consumer => consumer.Delivered.More(1))]);

    /// <summary>Stops publishing; every publish gets its answer.</summary>
    public async Task StopPublishingAsync()
    {
        await _stopPublishing.CancelAsync();
        await _publishing.Within("the answers of the last publishes");
    }

    /// <summary>Ends the load, consumes what is left, and judges.</summary>
    public async Task EndAsync()
    {
        await StopPublishingAsync();
        await _stopConsuming.CancelAsync();
        await _consuming.Within("the consumers to end");
        foreach (var place in _places.All.OrderBy(place => place.TakesDeadLetters))
        {
            await new Consumer(_receiver, History, place, Fork()).DrainAsync().Within($"the rest of {place.Address}");
        }

        History.Verdict();
    }

    public async ValueTask DisposeAsync()
    {
        await _stopPublishing.CancelAsync();
        await _stopConsuming.CancelAsync();
        await _sender.DisposeAsync();
        await _receiver.DisposeAsync();
    }

    private Random Fork() => new(_random.Next());

    private static ActorsClient Connect(int port, string? publisher) => new(new ActorsClientOptions
    {
        Publisher = publisher,
        Endpoints = [new("127.0.0.1", port)],
        ReconnectDelay = TimeSpan.FromMilliseconds(20),
        LongestReconnectDelay = TimeSpan.FromMilliseconds(200),
    });
}
