using Actors.Histories;
using Actors.Process.Tests.Hosts;
using Actors.Process.Tests.Loads;

namespace Actors.Process.Tests;

public sealed class FullDiskTests
{
    private const int Megabytes = 320;
    private const int BodyBytes = 256 * 1024;

    [SmallDiskFact]
    public async Task A_full_disk_refuses_messages_loses_none_and_takes_more_once_there_is_room()
    {
        using var disk = SmallDisk.TryMount(Megabytes)!;
        var history = new History();
        var host = await HostProcess.StartAsync(disk.Folder, port: 0);
        try
        {
            await using var client = new ActorsClient(new ActorsClientOptions { Endpoints = [new("127.0.0.1", host.Port)], LongestReconnectDelay = TimeSpan.FromMilliseconds(200) });
            var places = new LoadedPlaces(client, history);
            await places.DeclareAsync().Within("the declarations");
            var queue = places.Consumed[0];

            Assert.Equal(ErrorCode.StorageFull, await FillAsync(client, history, queue.Log));
            await AckOneAsync(client, history, queue);

            await host.KillAsync();
            host.Dispose();
            host = await HostProcess.StartAsync(disk.Folder, host.Port);
            Assert.Equal(ErrorCode.StorageFull, await FillAsync(client, history, queue.Log));

            await new Consumer(client, history, queue, new Random(1)).DrainAsync().Within("the messages of the full disk");
            await RoomAsync(client, history, queue.Log).Within("room after everything was consumed");
            await new Consumer(client, history, queue, new Random(1)).DrainAsync().Within("the last message");
            history.Verdict();
            Assert.True(history.Violations.Count == 0, string.Join('\n', history.Violations.Take(20)));
        }
        finally
        {
            host.Dispose();
        }
    }

    // Publishes until that is refused, and says why it is.
    private static async Task<ErrorCode> FillAsync(IBroker broker, History history, Log log)
    {
        for (var i = 0; i < Megabytes * 1024 * 1024 / BodyBytes; i++)
        {
            if (await PublishAsync(broker, history, log) is { } refusal)
            {
                return refusal;
            }
        }

        return ErrorCode.None;
    }

    private static async Task<ErrorCode?> PublishAsync(IBroker broker, History history, Log log)
    {
        var parcel = history.Publishing(log, BodyBytes);
        try
        {
            var offset = await broker.PublishAsync(log.Name, parcel.Write()).AsTask().Within("the answer of a publish");
            history.Answered([parcel], Fate.Confirmed, offset);
            return null;
        }
        catch (BrokerException refusal)
        {
            history.Answered([parcel], refusal.Code == ErrorCode.OutcomeUnknown ? Fate.Unknown : Fate.Refused, 0);
            return refusal.Code;
        }
    }

    private static async Task AckOneAsync(IBroker broker, History history, Place place)
    {
        var delivery = Assert.Single(await broker.ReceiveAsync(place.Address, new ReceiveOptions { Wait = TimeSpan.FromSeconds(5) }).AsTask().Within("a message of the full disk"));
        var grant = new Grant(place, delivery.Lease, Parcel.Read(delivery.Body.Span) ?? -1, DateTimeOffset.MinValue);
        history.Delivered(grant, delivery.Body.Span, DateTimeOffset.MaxValue, toldInOrder: false, () => false);
        history.Settling(grant, SettleVerb.Ack);
        await delivery.AckAsync().AsTask().Within("the answer of an ack on a full disk");
        history.Settled(grant, SettleVerb.Ack, DateTimeOffset.MinValue, TimeSpan.Zero);
    }

    // The broker looks for room once in a while, and gives segments back in its own time.
    private static async Task RoomAsync(IBroker broker, History history, Log log)
    {
        while (await PublishAsync(broker, history, log) is { } refusal)
        {
            Assert.Equal(ErrorCode.StorageFull, refusal);
        }
    }
}
