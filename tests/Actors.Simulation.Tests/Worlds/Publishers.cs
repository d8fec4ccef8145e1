using System.Diagnostics;
using Actors.Histories;

namespace Actors.Simulation.Tests.Worlds;

/// <summary>Those who publish: single messages and batches, waiting for confirms or not.</summary>
internal sealed class Publishers(World world, Places places)
{
    private const int LargestBody = 2000;
    private const int LargestBatch = 20;

    /// <summary>Publishes something and goes on.</summary>
    public void Publish() => world.Begin(PublishAsync(places.AnyLog(world.Random)));

    /// <summary>Publishes more at once than the broker lets wait for the disk.</summary>
    public void PublishBurst()
    {
        var count = world.Random.Next(5, 30);
        for (var i = 0; i < count; i++)
        {
            Publish();
        }
    }

    /// <summary>Publishes one message and waits: tells whether the broker is up.</summary>
    public async Task<bool> ProbeAsync()
    {
        var parcel = world.History.Publishing(places.Steady, Parcel.LeastBytes);
        return await PublishAsync([parcel], single: true);
    }

    private Task PublishAsync(Log log)
    {
        var single = world.Random.Next(2) == 0;
        var count = single ? 1 : world.Random.Next(1, LargestBatch + 1);
        var parcels = Enumerable.Range(0, count).Select(_ => world.History.Publishing(log, world.Random.Next(Parcel.LeastBytes, LargestBody))).ToList();
        return PublishAsync(parcels, single);
    }

    private async Task<bool> PublishAsync(List<Parcel> parcels, bool single)
    {
        var name = parcels[0].Log.Name;
        var answer = await world.AskAsync(async broker => single
            ? await broker.PublishAsync(name, parcels[0].Write())
            : (await broker.PublishAsync(name, MessageBatch.Of([.. parcels.Select(parcel => parcel.Write())]))).FirstOffset);
        var fate = answer.Outcome switch
        {
            Outcome.Done => Fate.Confirmed,
            Outcome.Refused => Fate.Refused,
            _ => Fate.Unknown,
        };
        if (answer.Error is { Code: ErrorCode.StorageFull } && !world.HasFault && Stopwatch.GetElapsedTime(world.HealedAt) > TimeSpan.FromSeconds(5))
        {
            world.History.Blame($"a publish was refused for lack of room though there is some: {answer.Error.Message}");
        }

        world.History.Answered(parcels, fate, answer.Value);
        return answer.IsDone;
    }
}
