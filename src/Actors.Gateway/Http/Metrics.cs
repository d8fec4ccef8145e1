using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using OpenTelemetry;
using OpenTelemetry.Metrics;

namespace Actors.Gateway.Http;

/// <summary>The meter <c>Actors</c> in Prometheus' text. Set up by the first scrape, so that a broker nobody scrapes pays nothing for it.</summary>
internal sealed class Metrics(IBroker broker, IServiceProvider services) : IDisposable
{
    private readonly Lock _gate = new();
    private EntityMetrics? _entities;
    private MeterProvider? _provider;
    private RequestDelegate? _scrape;

    /// <summary>Answers a scrape.</summary>
    /// <param name="context">The request.</param>
    public async Task ScrapeAsync(HttpContext context)
    {
        SetUp();
        await _entities!.LookAsync(context.RequestAborted).ConfigureAwait(false);
        await _scrape!(context).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _provider?.Dispose();
        _entities?.Dispose();
    }

    private void SetUp()
    {
        lock (_gate)
        {
            if (_scrape is not null)
            {
                return;
            }

            _entities = new EntityMetrics(broker);
            _provider = Sdk.CreateMeterProviderBuilder()
                .AddMeter("Actors")
                .SetMaxMetricStreams(1_000)
                .AddView("*", new MetricStreamConfiguration { CardinalityLimit = EntityMetrics.MostEntities + 1 })
                .AddPrometheusExporter(exporter => exporter.ScrapeResponseCacheDurationMilliseconds = 0)
                .Build();
            var branch = new ApplicationBuilder(services);
            branch.UseOpenTelemetryPrometheusScrapingEndpoint(_provider, static _ => true, path: null, configureBranchedPipeline: null, optionsName: null);
            _scrape = branch.Build();
        }
    }
}
