using Actors.Gateway.Tests.Support;
using Actors.Protocol.Native;

namespace Actors.Gateway.Tests.Native;

public class AdministrationTests
{
    [Fact]
    public async Task Every_request_of_the_family_has_its_answer()
    {
        var entity = new EntityDescription { Address = "q", Kind = EntityKind.Queue, Ready = 5 };
        var broker = new ScriptedBroker
        {
            Entities = [entity],
            Browsing = () => [new BrowsedMessage(4, MessageState.Delayed, 2, DateTimeOffset.UnixEpoch, new Message("seen"))],
        };
        await using var host = await GatewayHost.StartAsync(broker);
        using var client = await host.WelcomeAsync();
        await client.AskAsync<DeclareQueueFrame, OkFrame>(1, new DeclareQueueFrame(new QueueDefinition("q")));
        await client.AskAsync<DeclareTopicFrame, OkFrame>(2, new DeclareTopicFrame(new TopicDefinition("t")));
        await client.AskAsync<DeclareSubscriptionFrame, OkFrame>(3, new DeclareSubscriptionFrame(new SubscriptionDefinition("t", "s")));
        Assert.Equal(1, (await client.AskAsync<DeleteFrame, RemovedFrame>(4, new DeleteFrame("q"))).Count);
        Assert.Equal(0, (await client.AskAsync<DeleteFrame, RemovedFrame>(5, new DeleteFrame("missing"))).Count);
        Assert.Equal(3, (await client.AskAsync<PurgeFrame, RemovedFrame>(6, new PurgeFrame("q"))).Count);
        Assert.Equal([entity], (await client.AskAsync<DescribeFrame, DescribedFrame>(7, new DescribeFrame("q"))).Entities.ToArray());
        Assert.Equal([entity], (await client.AskAsync<ListFrame, DescribedFrame>(8, new ListFrame("", 10))).Entities.ToArray());
        Assert.Empty((await client.AskAsync<ListFrame, DescribedFrame>(9, new ListFrame("q", 10))).Entities.ToArray());
        var browsed = (await client.AskAsync<BrowseFrame, BrowsedFrame>(10, new BrowseFrame("q", new BrowseOptions { MaxMessages = 10 }))).Entries.ToArray().Single();
        Assert.Equal((4, MessageState.Delayed, 2), (browsed.Offset, browsed.State, browsed.Attempt));
    }

    [Fact]
    public async Task A_definition_out_of_range_is_refused_by_name()
    {
        await using var host = await GatewayHost.StartAsync(new ScriptedBroker());
        using var client = await host.WelcomeAsync();
        var error = await client.AskAsync<DeclareQueueFrame, ErrorFrame>(1, new DeclareQueueFrame(new QueueDefinition("no spaces")));
        Assert.Equal(ErrorCode.InvalidArgument, error.Code);
        Assert.Contains("no spaces", error.Text);
    }
}
