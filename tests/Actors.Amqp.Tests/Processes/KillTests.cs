using System.Collections.Concurrent;
using System.Globalization;
using RabbitMQ.Client;
using RabbitMQ.Client.Events;
using RabbitMQ.Client.Exceptions;
using Xunit.Abstractions;

namespace Actors.Amqp.Tests.Processes;

/// <summary>
/// The real host under load by RabbitMQ's client, killed and started again on the same folder and port. ACTORS_KILL_ROUNDS
/// changes how often, ACTORS_KILL_SEED repeats the choices of a run.
/// </summary>
public sealed class KillTests(ITestOutputHelper output) : IDisposable
{
    private const string Queue = "killed";
    private const int Publishers = 4;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("actors-amqp-kill-");
    private readonly ConcurrentDictionary<long, byte> _confirmed = new();
    private readonly ConcurrentDictionary<long, int> _delivered = new();
    private readonly SemaphoreSlim _progress = new(0);
    private readonly CancellationTokenSource _ends = new();
    private long _last;
    private long _unknown;

    public void Dispose()
    {
        _ends.Dispose();
        _progress.Dispose();
        _folder.Delete(recursive: true);
    }

    [Fact]
    public async Task Killed_again_and_again_it_loses_nothing_confirmed()
    {
        var seed = Number("ACTORS_KILL_SEED") ?? Random.Shared.Next();
        var rounds = Number("ACTORS_KILL_ROUNDS") ?? 5;
        output.WriteLine($"ACTORS_KILL_SEED={seed}");
        var random = new Random(seed);
        var host = await HostProcess.StartAsync(_folder.FullName, port: 0);
        try
        {
            var port = host.Port;
            var load = Enumerable.Range(0, Publishers).Select(_ => PublishAsync(port)).Append(ConsumeAsync(port)).ToList();
            for (var round = 1; round <= rounds; round++)
            {
                for (var more = random.Next(200, 3000); more > 0; more--)
                {
                    Assert.True(await _progress.WaitAsync(Patience.Limit), $"Within {Patience.Limit} there was no confirm in round {round}.");
                }

                await host.KillAsync();
                host.Dispose();
                host = await HostProcess.StartAsync(_folder.FullName, port);
                output.WriteLine($"round {round}: {_confirmed.Count} confirmed, {_unknown} unknown, {_delivered.Count} delivered");
            }

            await _ends.CancelAsync();
            await Task.WhenAll(load).Within("the end of the load");
            await DrainAsync(port);
        }
        finally
        {
            host.Dispose();
        }

        var lost = _confirmed.Keys.Where(number => !_delivered.ContainsKey(number)).ToList();
        Assert.True(lost.Count == 0, $"ACTORS_KILL_SEED={seed}: {lost.Count} of {_confirmed.Count} confirmed messages were lost, {string.Join(", ", lost.Take(10))} among them.");
        Assert.True(_unknown > 0, "No kill hit a publish under way: the test is blind.");
    }

    private async Task PublishAsync(int port)
    {
        while (!_ends.IsCancellationRequested)
        {
            await UntilBrokenAsync(port, async channel =>
            {
                while (!_ends.IsCancellationRequested)
                {
                    await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => PublishOneAsync(channel)));
                }
            });
        }
    }

    private async Task PublishOneAsync(IChannel channel)
    {
        var number = Interlocked.Increment(ref _last);
        try
        {
            await channel.BasicPublishAsync("", Queue, true, new BasicProperties { Persistent = true }, BitConverter.GetBytes(number));
        }
        catch
        {
            Interlocked.Increment(ref _unknown);
            throw;
        }

        _confirmed[number] = 0;
        _progress.Release();
    }

    private async Task ConsumeAsync(int port)
    {
        while (!_ends.IsCancellationRequested)
        {
            await UntilBrokenAsync(port, async channel =>
            {
                var broken = new TaskCompletionSource();
                channel.ChannelShutdownAsync += (_, _) =>
                {
                    broken.TrySetResult();
                    return Task.CompletedTask;
                };
                await ReceiveAsync(channel);
                await broken.Task.WaitAsync(_ends.Token);
            });
        }
    }

    private async Task ReceiveAsync(IChannel channel)
    {
        await channel.BasicQosAsync(0, 100, false);
        var consumer = new AsyncEventingBasicConsumer(channel);
        consumer.ReceivedAsync += async (_, delivery) =>
        {
            _delivered.AddOrUpdate(BitConverter.ToInt64(delivery.Body.Span), 1, (_, count) => count + 1);
            await channel.BasicAckAsync(delivery.DeliveryTag, false);
        };
        await channel.BasicConsumeAsync(Queue, false, consumer);
    }

    // What is left when nobody publishes any more.
    private async Task DrainAsync(int port)
    {
        var factory = new ConnectionFactory { HostName = "127.0.0.1", Port = port };
        await using var connection = await factory.CreateConnectionAsync();
        await using var channel = await connection.CreateChannelAsync();
        while (await channel.BasicGetAsync(Queue, true) is { } got)
        {
            _delivered.AddOrUpdate(BitConverter.ToInt64(got.Body.Span), 1, (_, count) => count + 1);
        }
    }

    private static async Task UntilBrokenAsync(int port, Func<IChannel, Task> work)
    {
        try
        {
            var factory = new ConnectionFactory { HostName = "127.0.0.1", Port = port, AutomaticRecoveryEnabled = false };
            await using var connection = await factory.CreateConnectionAsync();
            await using var channel = await connection.CreateChannelAsync(new CreateChannelOptions(publisherConfirmationsEnabled: true, publisherConfirmationTrackingEnabled: true));
            await channel.QueueDeclareAsync(Queue, durable: true, exclusive: false, autoDelete: false);
            await work(channel);
        }
        catch (Exception error) when (error is RabbitMQClientException or IOException or ObjectDisposedException or OperationCanceledException)
        {
            // The broker was killed; it will be there again.
            await Task.Yield();
        }
    }

    private static int? Number(string variable) =>
        int.TryParse(Environment.GetEnvironmentVariable(variable), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
}
