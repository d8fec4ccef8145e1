using System.Collections.Concurrent;
using Actors.Sample.Screens;

namespace Actors.Sample;

/// <summary>What the jobs of one run share. Disposing it closes all connections.</summary>
internal sealed class SampleRun(SampleOptions options, Screen screen) : IAsyncDisposable
{
    private readonly ConcurrentBag<ActorsClient> _clients = [];

    /// <summary>Tells this run's messages from those an earlier run left behind.</summary>
    public string Id { get; } = Guid.NewGuid().ToString("N")[..6];

    /// <summary>What the command line said.</summary>
    public SampleOptions Options => options;

    /// <summary>Where to tell the user something.</summary>
    public Screen Screen => screen;

    /// <summary>The id of one of this run's messages.</summary>
    /// <param name="name">Unique within the run.</param>
    public string MessageId(string name) => $"{Id}/{name}";

    /// <summary>Opens a connection of its own for a worker, as if that were a process of its own.</summary>
    /// <param name="name">What the broker's log calls it.</param>
    /// <param name="stop">Stops trying.</param>
    public async Task<ActorsClient> ConnectAsync(string name, CancellationToken stop)
    {
        var how = ActorsClientOptions.Parse(options.Broker);
        how.Name = name;
        var client = await ActorsClient.ConnectAsync(how, stop);
        _clients.Add(client);
        return client;
    }

    /// <summary>Says what an earlier run left behind. It is worked on like everything else, and not counted.</summary>
    public async Task TellOfLeftOversAsync(IBroker broker, IEnumerable<string> sources, CancellationToken stop)
    {
        foreach (var source in sources)
        {
            var count = await Remains.CountAsync(broker, source, stop);
            if (count > 0)
            {
                screen.Say($"{source}: {count:N0} messages are left from an earlier run and are taken care of, too");
            }
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        foreach (var client in _clients)
        {
            await client.DisposeAsync();
        }
    }
}
