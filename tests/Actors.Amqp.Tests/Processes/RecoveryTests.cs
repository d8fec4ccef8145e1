using System.Text;
using Actors.Amqp.Tests.Interop;
using RabbitMQ.Client;

namespace Actors.Amqp.Tests.Processes;

/// <summary>RabbitMQ's client recovers by itself when the broker was away: connections, channels, exclusive queues, bindings, consumers.</summary>
public sealed class RecoveryTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("actors-amqp-recovery-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task A_client_recovers_when_the_broker_is_there_again()
    {
        var host = await HostProcess.StartAsync(_folder.FullName, port: 0);
        try
        {
            var factory = new ConnectionFactory { HostName = "127.0.0.1", Port = host.Port, NetworkRecoveryInterval = TimeSpan.FromMilliseconds(100) };
            await using var connection = await factory.CreateConnectionAsync();
            await using var channel = await connection.CreateChannelAsync(new CreateChannelOptions(publisherConfirmationsEnabled: true, publisherConfirmationTrackingEnabled: true));
            await channel.ExchangeDeclareAsync("recovers", "fanout", durable: true);
            var own = (await channel.QueueDeclareAsync()).QueueName;
            await channel.QueueBindAsync(own, "recovers", "");
            await channel.QueueDeclareAsync("recovers", durable: true, exclusive: false, autoDelete: false);
            await channel.QueueBindAsync("recovers", "recovers", "");
            var inboxes = new[] { await Inbox.OpenAsync(channel, own, autoAck: true), await Inbox.OpenAsync(channel, "recovers", autoAck: true) };
            var recovered = new TaskCompletionSource();
            connection.RecoverySucceededAsync += (_, _) =>
            {
                recovered.TrySetResult();
                return Task.CompletedTask;
            };

            var port = host.Port;
            await host.KillAsync();
            host.Dispose();
            host = await HostProcess.StartAsync(_folder.FullName, port);
            await recovered.Task.Within("the recovery of the client");

            await channel.BasicPublishAsync("recovers", "", "again"u8.ToArray());
            foreach (var inbox in inboxes)
            {
                Assert.Equal("again", Encoding.UTF8.GetString((await inbox.NextAsync("a delivery after the recovery")).Body.Span));
            }
        }
        finally
        {
            host.Dispose();
        }
    }
}
