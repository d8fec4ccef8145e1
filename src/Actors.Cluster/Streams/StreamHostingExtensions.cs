using Actors.Cluster.Streams;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Orleans.Streams;

namespace Actors;

/// <summary>Adds Orleans streams that are topics of the broker.</summary>
public static class StreamHostingExtensions
{
    /// <summary>Adds a stream provider to a silo that hosts the broker; see <see cref="ClusterHostingExtensions.UseActors"/>.</summary>
    /// <param name="silo">The silo.</param>
    /// <param name="name">The provider's name: the first part of the names of its topics.</param>
    /// <param name="configure">What differs from the defaults; the same on every silo and client.</param>
    /// <exception cref="BrokerException">An option is out of range.</exception>
    public static ISiloBuilder AddActorsStreams(this ISiloBuilder silo, string name, Action<ActorsStreamOptions>? configure = null)
    {
        AddProvider(silo.Services, name, configure);
        silo.Services.AddSingleton(new StreamProviderName(name));
        if (!silo.Services.Any(service => service.ServiceType == typeof(StreamWatch)))
        {
            silo.AddGrainExtension<IObserverExtension, ObserverExtension>();
            silo.Services.AddSingleton<StreamWatch>();
            silo.Services.AddSingleton<ILifecycleParticipant<ISiloLifecycle>>(services => services.GetRequiredService<StreamWatch>());
        }

        return silo;
    }

    /// <summary>Adds a stream provider to a service that is a client of the cluster.</summary>
    /// <param name="client">The client.</param>
    /// <param name="name">The provider's name, as the silos know it.</param>
    /// <param name="configure">What differs from the defaults; the same as on the silos, but for the client's own name.</param>
    /// <exception cref="BrokerException">An option is out of range.</exception>
    public static IClientBuilder AddActorsStreams(this IClientBuilder client, string name, Action<ActorsStreamOptions>? configure = null)
    {
        client.Services.TryAddSingleton(new Cluster.ActorsClusterOptions());
        ClusterHostingExtensions.AddBroker(client.Services);
        AddProvider(client.Services, name, configure);
        return client;
    }

    private static void AddProvider(IServiceCollection services, string name, Action<ActorsStreamOptions>? configure)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        var options = new ActorsStreamOptions();
        configure?.Invoke(options);
        options.Validate(name);
        if (configure is not null)
        {
            services.Configure(name, configure);
        }

        services.AddKeyedSingleton<IStreamProvider>(name, (provider, _) => new LogStreamProvider(provider, name));
    }
}
