using Actors.Client.Tests.Servers;
using Microsoft.Extensions.DependencyInjection;

namespace Actors.Client.Tests;

public sealed class ServiceRegistrationTests
{
    [Fact]
    public async Task A_service_gets_one_client_as_its_broker()
    {
        await using var server = new ScriptedServer();
        var services = new ServiceCollection();
        services.AddActorsClient(server.ConnectionString, options => options.CloseTimeout = TimeSpan.Zero);
        services.AddActorsClient("actors://ignored");

        Assert.Equal([typeof(ActorsClient), typeof(IBroker)], services.Select(service => service.ServiceType));
        Assert.All(services, service => Assert.Equal(ServiceLifetime.Singleton, service.Lifetime));
        await using var client = (ActorsClient)services[0].ImplementationFactory!(new NoServices());
        var publishing = client.PublishAsync("q", new Message("before the connection"));
        var connection = await server.WelcomeAsync();
        await connection.ConfirmAsync(6);
        Assert.Equal(6, await Wait.For(publishing, "the confirm"));
    }

    [Fact]
    public void A_bad_connection_string_is_found_at_registration() =>
        Assert.Throws<BrokerException>(() => new ServiceCollection().AddActorsClient("amqp://broker"));

    private sealed class NoServices : IServiceProvider
    {
        public object? GetService(Type serviceType) => null;
    }
}
