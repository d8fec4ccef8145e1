using Actors.Gateway.Tests.Support;
using Actors.Protocol.Native;

namespace Actors.Gateway.Tests.Native;

public class ManyConnectionsTests
{
    [Fact]
    public async Task A_thousand_connections_that_come_and_go_leave_nothing_behind()
    {
        const int waves = 10;
        const int each = 100;
        var broker = new ScriptedBroker();
        await using var host = await GatewayHost.StartAsync(broker);
        for (var wave = 0; wave < waves; wave++)
        {
            var clients = await Task.WhenAll(Enumerable.Range(0, each).Select(async number =>
            {
                var client = number % 4 == 0 ? await host.ConnectAsync() : await host.WelcomeAsync();
                if (number % 4 > 1)
                {
                    await client.AskAsync<AttachFrame, OkFrame>(1, new AttachFrame(9, "q", 10));
                }

                return client;
            }));
            for (var number = 0; number < each; number++)
            {
                if (number % 2 == 0)
                {
                    clients[number].Reset();
                }

                clients[number].Dispose();
            }

            await host.ConnectionsAsync(0);
            for (var attached = 0; attached < each / 2; attached++)
            {
                await (await broker.NextConsumerAsync()).Disposed.Within("the end of a consumer whose connection was dropped");
            }
        }

        Assert.Equal(0, host.Connections.UnconfirmedBytes.Used);
    }
}
