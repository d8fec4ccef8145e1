using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Actors.Cluster.Tests.Clusters;

/// <summary>A .NET service beside the cluster, with the broker over an Orleans client and none of our own wire protocol.</summary>
public sealed class GrainClientTests(ClusterFixture cluster) : IClassFixture<ClusterFixture>, IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly string _name = $"q-{Guid.NewGuid():N}";
    private IHost? _service;

    private IBroker Broker => _service!.Services.GetRequiredService<IBroker>();

    public async Task InitializeAsync()
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Services.AddActorsGrainClient(options => (options.ConnectionString, options.ClusterId) = (cluster.Database.ConnectionString, "test"));
        _service = builder.Build();
        await _service.StartAsync();
    }

    public async Task DisposeAsync()
    {
        await _service!.StopAsync();
        _service.Dispose();
    }

    [Fact]
    public async Task It_publishes_and_consumes_in_order()
    {
        const int Count = 1000;
        await Broker.DeclareAsync(new QueueDefinition(_name));
        using var patience = new CancellationTokenSource(Patience);
        var publishing = Task.WhenAll(Enumerable.Range(0, Count).Select(i => Broker.PublishAsync(_name, new Message($"{i}"), patience.Token).AsTask()));
        var got = new List<string>();
        await foreach (var delivery in Broker.ConsumeAsync(_name, cancellationToken: patience.Token))
        {
            got.Add(Encoding.UTF8.GetString(delivery.Body.Span));
            delivery.Ack();
            if (got.Count == Count)
            {
                break;
            }
        }

        await publishing;
        Assert.Equal(Enumerable.Range(0, Count).Select(i => $"{i}"), got);
        Assert.True(await Broker.DescribeAsync(_name) is { Ready: 0, Leased: 0 });
    }

    [Fact]
    public async Task Errors_come_as_they_are()
    {
        var missing = await Assert.ThrowsAsync<BrokerException>(async () => await Broker.PublishAsync(_name, new Message("a")));

        Assert.Equal(ErrorCode.NotFound, missing.Code);
        Assert.Contains(_name, missing.Message);
    }

    [Fact]
    public async Task A_service_that_stops_ends_its_consumers_and_calls_at_once()
    {
        await Broker.DeclareAsync(new QueueDefinition(_name));
        using var patience = new CancellationTokenSource(Patience);
        var broker = Broker;
        await using var deliveries = broker.ConsumeAsync(_name, cancellationToken: patience.Token).GetAsyncEnumerator();
        var next = deliveries.MoveNextAsync().AsTask();
        await cluster.UntilAsync(async () => (await cluster.First.Broker.DescribeAsync(_name)).Consumers == 1, "the consumer was not attached");

        await _service!.StopAsync();

        var closed = await Assert.ThrowsAsync<BrokerException>(() => next);
        var late = await Assert.ThrowsAsync<BrokerException>(async () => await broker.PublishAsync(_name, new Message("late")));
        Assert.Equal((ErrorCode.Unavailable, ErrorCode.Unavailable), (closed.Code, late.Code));
        await cluster.UntilAsync(async () => (await cluster.First.Broker.DescribeAsync(_name)).Consumers == 0, "the consumer was not detached");
    }
}
