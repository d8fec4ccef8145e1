using System.Collections.Concurrent;
using Actors.Cluster.Clients;

namespace Actors.Cluster.Streams;

/// <summary>The streams that a provider has published to lately.</summary>
internal sealed class StreamDoors(IGrainFactory grains)
{
    private readonly GrainCalls _calls = new();
    // Those that were not used for a while are forgotten when so many have come.
    private const int Remembered = 65_536;

    private readonly ConcurrentDictionary<string, StreamDoor> _doors = new(StringComparer.Ordinal);

    /// <summary>The way into a stream.</summary>
    public StreamDoor To(string topic)
    {
        if (_doors.TryGetValue(topic, out var door))
        {
            return door;
        }

        if (_doors.Count >= Remembered)
        {
            foreach (var old in _doors.Where(entry => entry.Value.Age > StreamDoor.Reliance))
            {
                _doors.TryRemove(old);
            }
        }

        return _doors.GetOrAdd(topic, new StreamDoor(() => _calls.RepeatAsync(() => grains.GetGrain<IStreamGrain>(topic).WakeAsync(), CancellationToken.None)));
    }
}
