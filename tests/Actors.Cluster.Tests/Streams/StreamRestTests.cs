using Actors.Cluster.Tests.Clusters;

namespace Actors.Cluster.Tests.Streams;

/// <summary>A stream that is not used costs nothing but its rows.</summary>
public sealed class StreamRestTests : IAsyncLifetime
{
    private readonly StreamSilos _silos = new();
    private readonly string _key = Guid.NewGuid().ToString("N");

    public async Task InitializeAsync()
    {
        await _silos.Database.InitializeAsync();
        await _silos.StartAsync(options => (options.IdleAfter, options.LookPeriod) = (TimeSpan.FromMilliseconds(200), TimeSpan.FromMilliseconds(100)));
    }

    public Task DisposeAsync() => _silos.DisposeAsync();

    [Fact]
    public async Task A_stream_sleeps_when_all_is_handled_and_not_before()
    {
        var seen = Recorder.Of(_key);
        seen.Fails = (item, before) => item == 1 && before < 2;
        await _silos.First.Grains.GetGrain<IReaderGrain>(Guid.Parse(_key)).SubscribeAsync("orders", _key);
        await _silos.Stream("orders", _key).OnNextAsync(1);
        Assert.Equal(1, await AwakeAsync());
        await seen.UntilAsync(all => all.Count == 3, "the third try");

        await Waiting.UntilAsync(async () => await AwakeAsync() == 0, "the stream did not go to sleep");

        Assert.Equal(0, (await _silos.First.Broker.DescribeAsync($"{StreamSilos.Provider}.orders.{_key}")).Bytes);
    }

    private Task<long> AwakeAsync() => _silos.Database.QueryAsync<long>("select count(*) from actors.awake_stream");
}
