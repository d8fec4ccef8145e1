using Actors.Standalone;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;

namespace Actors;

/// <summary>Puts the broker into a service.</summary>
public static class ServiceCollectionExtensions
{
    /// <summary>Runs a broker inside this process, as <see cref="IBroker"/>. It opens when the host starts and closes when it stops.</summary>
    /// <param name="services">The service's services.</param>
    /// <param name="configure">Changes the defaults.</param>
    public static IServiceCollection AddActors(this IServiceCollection services, Action<ActorsOptions>? configure = null)
    {
        services.AddLogging();
        services.AddOptions<ActorsOptions>().Configure(options => configure?.Invoke(options));
        services.TryAddSingleton(provider => ActivatorUtilities.CreateInstance<StandaloneBroker>(
            provider, provider.GetRequiredService<Microsoft.Extensions.Options.IOptions<ActorsOptions>>().Value));
        services.TryAddSingleton<IBroker>(provider => provider.GetRequiredService<StandaloneBroker>());
        services.TryAddSingleton<IBrokerHealth>(provider => provider.GetRequiredService<StandaloneBroker>());
        services.AddHostedService<BrokerService>();
        return services;
    }

    private sealed class BrokerService(StandaloneBroker broker) : IHostedLifecycleService
    {
        // Before any other service starts, after every other has stopped: those may use the broker.
        public Task StartingAsync(CancellationToken cancellationToken)
        {
            broker.Start();
            return Task.CompletedTask;
        }

        public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StoppedAsync(CancellationToken cancellationToken) => broker.DisposeAsync().AsTask();
    }
}
