using Actors;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Registers the client in a service.</summary>
public static class ActorsClientServices
{
    /// <summary>
    /// Registers one <see cref="ActorsClient"/> as the service's <see cref="IBroker"/>. It connects when it is first needed; calls wait until it has.
    /// </summary>
    /// <param name="services">The service's registrations.</param>
    /// <param name="connectionString"><c>actors://user:password@host:port,host2:port2?name=...</c>; see <see cref="ActorsClientOptions.Parse"/>.</param>
    /// <param name="configure">Changes further options.</param>
    /// <exception cref="BrokerException"><see cref="ErrorCode.InvalidArgument"/>: the connection string or an option is not usable.</exception>
    public static IServiceCollection AddActorsClient(this IServiceCollection services, string connectionString, Action<ActorsClientOptions>? configure = null)
    {
        var options = ActorsClientOptions.Parse(connectionString);
        configure?.Invoke(options);
        options.Validate();
        services.TryAddSingleton(provider =>
        {
            options.LoggerFactory ??= provider.GetService<ILoggerFactory>();
            return new ActorsClient(options);
        });
        services.TryAddSingleton<IBroker>(provider => provider.GetRequiredService<ActorsClient>());
        return services;
    }
}
