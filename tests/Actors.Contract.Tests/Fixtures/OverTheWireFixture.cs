using System.Net;
using Actors.Gateway;
using Actors.Journal;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;

namespace Actors.Contract.Tests.Fixtures;

/// <summary>The client against a real host in this process, on whatever port is free.</summary>
public sealed class OverTheWireFixture : IBrokerFixture
{
    private const int SegmentBytes = 20 * 1024 * 1024;

    private readonly MemoryFiles _files = new();
    private readonly FakeTimeProvider _clock = new(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero));
    private readonly ErrorLog _log = new();
    private readonly List<ActorsClient> _clients = [];
    private Limits _limits = Limits.Default;
    private WebApplication? _host;

    public IBroker Broker => _clients[0];

    public async ValueTask StartAsync(Limits limits)
    {
        _limits = limits;
        await OpenAsync();
    }

    public async ValueTask<IBroker> ConnectAsync()
    {
        var endpoint = _host!.Services.GetRequiredService<GatewayEndpoints>().Native;
        var client = await ActorsClient.ConnectAsync(new ActorsClientOptions { Endpoints = [new DnsEndPoint($"{endpoint.Address}", endpoint.Port)] });
        _clients.Add(client);
        return client;
    }

    public ValueTask AdvanceAsync(TimeSpan time)
    {
        _clock.Advance(time);
        return ValueTask.CompletedTask;
    }

    public async ValueTask RestartAsync()
    {
        await CloseAsync();
        await OpenAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await CloseAsync();
        _log.AssertEmpty();
        _log.Dispose();
    }

    private async Task OpenAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders().AddProvider(_log);
        builder.WebHost.UseKestrelCore();
        builder.Services.AddActors(options =>
        {
            (options.Files, options.SegmentBytes, options.Limits, options.Clock) = (_files, SegmentBytes, _limits, _clock);
        });
        builder.AddActorsGateway(new GatewayOptions { Port = 0, HttpPort = 0, Limits = _limits });
        _host = builder.Build();
        await _host.StartAsync();
        await ConnectAsync();
    }

    private async Task CloseAsync()
    {
        foreach (var client in _clients)
        {
            await client.DisposeAsync();
        }

        _clients.Clear();
        await _host!.StopAsync();
        await _host.DisposeAsync();
    }
}
