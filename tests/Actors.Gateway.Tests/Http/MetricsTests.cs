using Actors.Gateway.Tests.Support;

namespace Actors.Gateway.Tests.Http;

/// <summary>A meter is known to its whole process by its name, so no other gateway may run meanwhile.</summary>
[Collection(Alone.Name)]
public class MetricsTests
{
    private static readonly EntityDescription Queue =
        new() { Address = "a", Kind = EntityKind.Queue, Ready = 1, OldestAge = TimeSpan.FromMilliseconds(1500), Published = 7 };

    [Fact]
    public async Task A_scrape_tells_what_every_queue_holds_now()
    {
        var broker = new ScriptedBroker { Entities = [Queue] };
        await using var host = await GatewayHost.StartAsync(broker);
        using var http = host.Http();
        using var client = await host.WelcomeAsync();
        var metrics = await http.GetStringAsync("/metrics");
        Assert.Matches("actors_messages_ready\\{[^}]*address=\"a\"[^}]*\\} 1\\b", metrics);
        Assert.Matches("actors_messages_oldest_age_seconds\\{[^}]*address=\"a\"[^}]*\\} 1\\.5\\b", metrics);
        Assert.Matches("actors_messages_published_total\\{[^}]*address=\"a\"[^}]*\\} 7\\b", metrics);
        Assert.Matches("actors_connections\\{[^}]*\\} 1\\b", metrics);

        broker.Entities = [Queue with { Ready = 5 }];
        metrics = await http.GetStringAsync("/metrics");
        Assert.Matches("actors_messages_ready\\{[^}]*address=\"a\"[^}]*\\} 5\\b", metrics);
    }
}
