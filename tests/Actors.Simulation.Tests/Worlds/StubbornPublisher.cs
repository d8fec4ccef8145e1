using Actors.Histories;

namespace Actors.Simulation.Tests.Worlds;

/// <summary>
/// Publishes to a queue of its own and sends every batch again until it is confirmed, by the numbers of a publisher or by the
/// ids of its messages: whatever happens in between, each must be stored once. Some of its messages are delayed.
/// </summary>
internal sealed class StubbornPublisher(World world, Places places)
{
    private const int LargestBatch = 8;

    private List<Parcel>? _pending;
    private bool _isPublishing;
    private long _epoch = 1;
    private long _sequence;

    /// <summary>Publishes something, or the same again, and goes on; does nothing while a publish is under way.</summary>
    public void Publish()
    {
        if (_isPublishing)
        {
            return;
        }

        _isPublishing = true;
        if (_pending is null)
        {
            Renew();
        }

        world.Begin(PublishAsync(_pending!));
    }

    private void Renew()
    {
        if (world.Random.Next(20) == 0)
        {
            (_epoch, _sequence) = (_epoch + 1, 0);
        }

        _pending = [.. Enumerable.Range(0, world.Random.Next(1, LargestBatch + 1)).Select(_ => world.History.Publishing(places.Stubborn, Parcel.LeastBytes))];
        foreach (var parcel in _pending.Where(_ => world.Random.Next(4) == 0))
        {
            parcel.DeliverAt = world.Now + TimeSpan.FromSeconds(world.Random.Next(1, 100));
        }
    }

    private async Task PublishAsync(List<Parcel> parcels)
    {
        var options = places.IsStubbornById ? PublishOptions.Default : new PublishOptions { Publisher = "stubborn", PublisherEpoch = _epoch, FirstSequence = _sequence };
        var answer = await world.AskAsync(broker => broker.PublishAsync(places.Stubborn.Name, MessageBatch.Of([.. parcels.Select(parcel => parcel.Write())]), options));
        if (answer.IsDone && answer.Value.Refused.Count == 0)
        {
            // What was stored by an earlier try stands together, as it was published.
            var first = answer.Value.OffsetOf(0);
            for (var i = 0; i < parcels.Count; i++)
            {
                if (answer.Value.OffsetOf(i) != first + i)
                {
                    world.History.Blame($"parcel {parcels[i].Number} is confirmed at {answer.Value.OffsetOf(i)}, and the first of its batch at {first}");
                }
            }

            world.History.Answered(parcels, Fate.Confirmed, first);
            _sequence += parcels.Count;
            _pending = null;
        }
        else
        {
            // Stored by one of the tries so far, or by none.
            world.History.Answered(parcels, Fate.Unknown, -1);
        }

        _isPublishing = false;
    }
}
