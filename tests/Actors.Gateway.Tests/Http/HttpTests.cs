using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Actors.Gateway.Tests.Support;
using Microsoft.Extensions.DependencyInjection;

namespace Actors.Gateway.Tests.Http;

public class HttpTests
{
    private static readonly EntityDescription[] Entities =
    [
        new() { Address = "a", Kind = EntityKind.Queue, Ready = 1, LeaseTimeout = TimeSpan.FromSeconds(30), DeliveryLimit = 20, DeadLetterQueue = "a.dead-letter", OldestAge = TimeSpan.FromMilliseconds(1500), Published = 7 },
        new() { Address = "b", Kind = EntityKind.Queue, Ready = 2 },
        new() { Address = "c", Kind = EntityKind.Queue, Ready = 3 },
        new() { Address = "t", Kind = EntityKind.Topic, Subscriptions = 1 },
        new() { Address = "t/s", Kind = EntityKind.Subscription, Ready = 9 },
        new() { Address = "u", Kind = EntityKind.Topic },
    ];

    [Fact]
    public async Task A_broker_without_a_fault_is_live_and_ready()
    {
        await using var host = await GatewayHost.StartAsync(new ScriptedBroker());
        using var http = host.Http();
        Assert.Equal(HttpStatusCode.OK, (await http.GetAsync("/health/live")).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await http.GetAsync("/health/ready")).StatusCode);
    }

    [Fact]
    public async Task A_broker_with_a_fault_is_live_and_not_ready()
    {
        var broker = new ScriptedBroker { Fault = "The disk is full." };
        await using var host = await GatewayHost.StartAsync(services =>
        {
            services.AddSingleton<IBroker>(broker);
            services.AddSingleton<IBrokerHealth>(broker);
        });
        using var http = host.Http();
        Assert.Equal(HttpStatusCode.OK, (await http.GetAsync("/health/live")).StatusCode);
        var ready = await http.GetAsync("/health/ready");
        Assert.Equal(HttpStatusCode.ServiceUnavailable, ready.StatusCode);
        Assert.Contains("The disk is full.", await ready.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task Queues_are_listed_with_all_that_is_known_a_page_at_a_time()
    {
        await using var host = await GatewayHost.StartAsync(new ScriptedBroker { Entities = Entities });
        using var http = host.Http();
        var first = await JsonAsync(http, "/api/queues?max=2");
        Assert.Equal(["a", "b"], Addresses(first));
        Assert.Equal("b", first.GetProperty("next").GetString());
        var last = await JsonAsync(http, "/api/queues?max=2&after=b");
        Assert.Equal(["c"], Addresses(last));
        Assert.Equal(JsonValueKind.Null, last.GetProperty("next").ValueKind);

        var a = first.GetProperty("items")[0];
        Assert.Equal(1, a.GetProperty("ready").GetInt64());
        Assert.Equal(30_000, a.GetProperty("lease_timeout_ms").GetInt64());
        Assert.Equal(1500, a.GetProperty("oldest_age_ms").GetInt64());
        Assert.Equal("a.dead-letter", a.GetProperty("dead_letter_queue").GetString());
        Assert.Equal(typeof(EntityDescription).GetProperties().Length, a.EnumerateObject().Count());
    }

    [Fact]
    public async Task Topics_and_their_subscriptions_are_listed_and_described()
    {
        await using var host = await GatewayHost.StartAsync(new ScriptedBroker { Entities = Entities });
        using var http = host.Http();
        Assert.Equal(["t", "u"], Addresses(await JsonAsync(http, "/api/topics")));
        Assert.Equal(["t/s"], Addresses(await JsonAsync(http, "/api/topics/t/subscriptions")));
        Assert.Equal(9, (await JsonAsync(http, "/api/topics/t/subscriptions/s")).GetProperty("ready").GetInt64());
        Assert.Equal("topic", (await JsonAsync(http, "/api/topics/t")).GetProperty("kind").GetString());
        Assert.Equal(2, (await JsonAsync(http, "/api/queues/b")).GetProperty("ready").GetInt64());
    }

    [Fact]
    public async Task An_autoscaler_is_told_the_backlog_of_queues_and_subscriptions()
    {
        EntityDescription[] entities =
        [
            new() { Address = "jobs", Kind = EntityKind.Queue, Ready = 7, Leased = 2, Delayed = 5, Consumers = 3 },
            new() { Address = "t/s", Kind = EntityKind.Subscription, Ready = 4 },
        ];
        await using var host = await GatewayHost.StartAsync(new ScriptedBroker { Entities = entities });
        using var http = host.Http();
        var jobs = await JsonAsync(http, "/api/backlog?source=jobs");
        Assert.Equal((9, 3, 3.0), (jobs.GetProperty("backlog").GetInt64(), jobs.GetProperty("consumers").GetInt32(), jobs.GetProperty("backlog_per_consumer").GetDouble()));
        Assert.Equal(4.0, (await JsonAsync(http, "/api/backlog?source=t/s")).GetProperty("backlog_per_consumer").GetDouble());
    }

    [Theory]
    [InlineData("/api/backlog?source=t", HttpStatusCode.BadRequest, "subscription")]
    [InlineData("/api/backlog?source=missing", HttpStatusCode.NotFound, "missing")]
    [InlineData("/api/queues/missing", HttpStatusCode.NotFound, "missing")]
    [InlineData("/api/queues/t", HttpStatusCode.NotFound, "topic")]
    [InlineData("/api/queues?max=0", HttpStatusCode.BadRequest, "1 to 1000")]
    public async Task What_is_refused_is_explained(string path, HttpStatusCode status, string named)
    {
        await using var host = await GatewayHost.StartAsync(new ScriptedBroker { Entities = Entities });
        using var http = host.Http();
        var response = await http.GetAsync(path);
        Assert.Equal(status, response.StatusCode);
        Assert.Contains(named, JsonDocument.Parse(await response.Content.ReadAsStringAsync()).RootElement.GetProperty("error").GetString());
    }

    [Fact]
    public async Task With_credentials_lists_and_metrics_ask_for_them_and_health_does_not()
    {
        await using var host = await GatewayHost.StartAsync(new ScriptedBroker { Entities = Entities }, options => (options.User, options.Password) = ("ada", "secret"));
        using var http = host.Http();
        Assert.Equal(HttpStatusCode.OK, (await http.GetAsync("/health/ready")).StatusCode);
        foreach (var path in new[] { "/api/queues", "/api/topics", "/metrics" })
        {
            http.DefaultRequestHeaders.Authorization = null;
            var refused = await http.GetAsync(path);
            Assert.Equal((path, HttpStatusCode.Unauthorized), (path, refused.StatusCode));
            Assert.Equal("Basic", refused.Headers.WwwAuthenticate.Single().Scheme);
            http.DefaultRequestHeaders.Authorization = Basic("ada:wrong");
            Assert.Equal(HttpStatusCode.Unauthorized, (await http.GetAsync(path)).StatusCode);
            http.DefaultRequestHeaders.Authorization = Basic("ada:secret");
            Assert.Equal(HttpStatusCode.OK, (await http.GetAsync(path)).StatusCode);
        }
    }

    private static AuthenticationHeaderValue Basic(string pair) => new("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes(pair)));

    private static async Task<JsonElement> JsonAsync(HttpClient http, string path) =>
        JsonDocument.Parse(await http.GetStringAsync(path).Within(path)).RootElement;

    private static string[] Addresses(JsonElement page) =>
        [.. page.GetProperty("items").EnumerateArray().Select(item => item.GetProperty("address").GetString()!)];
}
