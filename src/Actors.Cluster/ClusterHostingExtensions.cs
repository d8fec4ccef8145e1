using Actors.Cluster;
using Actors.Cluster.Clients;
using Actors.Cluster.Placement;
using Actors.Cluster.Silos;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Npgsql;
using Orleans.Configuration;
using Orleans.Serialization;
using Orleans.Storage;

namespace Actors;

/// <summary>Puts the broker into Orleans silos, and into services that talk to them.</summary>
public static class ClusterHostingExtensions
{
    private const string Invariant = "Npgsql";

    /// <summary>
    /// Hosts queues and topics in a silo, and gives its services the <see cref="IBroker"/>. Sets up clustering, grain storage
    /// and reminders over the same PostgreSQL database, whose tables must be there: see <see cref="Cluster.Postgres.Schema"/>.
    /// </summary>
    /// <param name="silo">The silo.</param>
    /// <param name="configure">The database, and what else differs from the defaults.</param>
    /// <exception cref="BrokerException">An option is missing or out of range.</exception>
    public static ISiloBuilder UseActors(this ISiloBuilder silo, Action<ActorsClusterOptions> configure)
    {
        var options = Configure(configure);
        var orleans = OrleansConnectionString(options);
        silo.UseAdoNetClustering(clustering => (clustering.Invariant, clustering.ConnectionString) = (Invariant, orleans));
        silo.UseAdoNetReminderService(reminders => (reminders.Invariant, reminders.ConnectionString) = (Invariant, orleans));
        silo.AddAdoNetGrainStorage(SiloEngine.StorageName, storage => storage.Configure<IServiceProvider>((storageOptions, services) =>
        {
            (storageOptions.Invariant, storageOptions.ConnectionString) = (Invariant, orleans);
            storageOptions.DeleteStateOnClear = true;
            storageOptions.GrainStorageSerializer = ActivatorUtilities.CreateInstance<OrleansGrainStorageSerializer>(services);
        }));
        silo.Configure<ClusterOptions>(cluster => (cluster.ClusterId, cluster.ServiceId) = (options.ClusterId, options.ClusterId));
        silo.Configure<ClusterMembershipOptions>(membership =>
        {
            // Two missed probes and one vote. A crashed silo refuses probes, which come twice in a probe timeout when answers
            // are quick. One that only stalls is spared as long as its connections were alive within two probe timeouts.
            membership.ProbeTimeout = options.ProbeTimeout;
            membership.MinProbeTimeout = options.ProbeTimeout / 2;
            membership.MaxProbeTimeout = options.ProbeTimeout;
            membership.NumMissedProbesLimit = 2;
            membership.NumVotesForDeathDeclaration = 1;
            membership.TableRefreshTimeout = TimeSpan.FromSeconds(10);
            membership.DefunctSiloExpiration = TimeSpan.FromHours(1);
        });
        silo.Services.AddSingleton(options);
        silo.Services.AddSingleton<Homes>();
        silo.Services.AddPlacementDirector<ByNamePlacement, ByNamePlacementDirector>();
        silo.Services.AddSingleton<SiloEngine>();
        silo.Services.AddSingleton<ILifecycleParticipant<ISiloLifecycle>>(provider => provider.GetRequiredService<SiloEngine>());
        silo.Services.AddSingleton<IBrokerHealth, SiloHealth>();
        silo.AddStreaming();
        silo.Services.AddSingleton<Cluster.Streams.AwakeStreams>();
        silo.Services.AddSingleton<Cluster.Streams.ImplicitSubscribers>();
        AddBroker(silo.Services);
        silo.Services.AddSingleton<ILifecycleParticipant<ISiloLifecycle>>(provider => provider.GetRequiredService<ClusterBroker>());
        return silo;
    }

    /// <summary>Gives a service the <see cref="IBroker"/> of a cluster over an Orleans client, without our own wire protocol between.</summary>
    /// <param name="services">The service's services.</param>
    /// <param name="configure">The cluster's database, and what else differs from the defaults.</param>
    /// <exception cref="BrokerException">An option is missing or out of range.</exception>
    public static IServiceCollection AddActorsGrainClient(this IServiceCollection services, Action<ActorsClusterOptions> configure)
    {
        var options = Configure(configure);
        var orleans = OrleansConnectionString(options);
        services.AddOrleansClient(client =>
        {
            client.UseAdoNetClustering(clustering => (clustering.Invariant, clustering.ConnectionString) = (Invariant, orleans));
            client.Configure<ClusterOptions>(cluster => (cluster.ClusterId, cluster.ServiceId) = (options.ClusterId, options.ClusterId));

            // A new silo, and the end of one that froze, are seen this late.
            client.Configure<GatewayOptions>(gateway => gateway.GatewayListRefreshPeriod = TimeSpan.FromSeconds(5));
        });
        services.AddSingleton(options);
        AddBroker(services);
        services.AddSingleton<ILifecycleParticipant<IClusterClientLifecycle>>(provider => provider.GetRequiredService<ClusterBroker>());
        return services;
    }

    internal static void AddBroker(IServiceCollection services)
    {
        // A failed activation is told to whoever called it, and to other silos, too: an error that cannot be sent is a call
        // without an answer.
        services.Configure<ExceptionSerializationOptions>(errors => errors.SupportedNamespacePrefixes.Add(Invariant));
        services.TryAddSingleton<ClusterBroker>();
        services.TryAddSingleton<IBroker>(provider => provider.GetRequiredService<ClusterBroker>());
    }

    private static ActorsClusterOptions Configure(Action<ActorsClusterOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(configure);
        var options = new ActorsClusterOptions();
        configure(options);
        options.Validate();
        return options;
    }

    // Orleans writes its statements without a schema: its connections look in ours.
    private static string OrleansConnectionString(ActorsClusterOptions options) =>
        new NpgsqlConnectionStringBuilder(options.ConnectionString) { SearchPath = "actors", ApplicationName = "actors-orleans", MaxPoolSize = 20 }.ConnectionString;
}
