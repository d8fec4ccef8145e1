using System.Globalization;
using Actors.Gateway.Tests.Support;
using Actors.Protocol.Amqp;
using Xunit.Abstractions;

namespace Actors.Gateway.Tests.Amqp;

/// <summary>
/// Conversations that are sound up to some point and damaged from there on, against a whole broker. ACTORS_AMQP_FUZZ_ROUNDS
/// changes how many (100000 is a long run), ACTORS_AMQP_SEED repeats one.
/// </summary>
public sealed class FuzzTests(ITestOutputHelper output) : IDisposable
{
    private const int AtATime = 8;

    private readonly DirectoryInfo _data = Directory.CreateTempSubdirectory("actors-fuzz-");

    public void Dispose() => _data.Delete(recursive: true);

    // Finds of earlier runs come first.
    public static TheoryData<int> Seeds => [1, 2, 3, 20_251_123];

    [Theory]
    [MemberData(nameof(Seeds))]
    public Task Known_seeds_do_no_harm(int seed) => RunAsync(seed, rounds: 100);

    [Fact]
    public Task Damaged_conversations_do_no_harm() => RunAsync(Number("ACTORS_AMQP_SEED") ?? Random.Shared.Next(), Number("ACTORS_AMQP_FUZZ_ROUNDS") ?? 500);

    private async Task RunAsync(int seed, int rounds)
    {
        output.WriteLine($"ACTORS_AMQP_SEED={seed} ACTORS_AMQP_FUZZ_ROUNDS={rounds}");
        await using var host = await GatewayHost.StartAsync(services => services.AddActors(options => options.DataPath = _data.FullName));
        await Parallel.ForAsync(0, rounds, new ParallelOptions { MaxDegreeOfParallelism = AtATime }, async (round, _) =>
        {
            var random = new Random(HashCode.Combine(seed, round));
            using var client = await AmqpClient.ConnectAsync(host.Endpoints.Amqp);
            try
            {
                await client.SendAsync(new DamagedConversation(random).Bytes());
                client.HalfClose();
            }
            catch (System.Net.Sockets.SocketException)
            {
                // The broker has seen enough already.
            }

            await client.EndAsync();
        });

        await host.ConnectionsAsync(0);
        using var sound = await AmqpClient.OpenAsync(host.Endpoints.Amqp);
        await sound.AskAsync<QueueMethods.Declare, QueueMethods.DeclareOk>(1, new QueueMethods.Declare("sound", false, true, false, false, false, []));
    }

    private static int? Number(string variable) =>
        int.TryParse(Environment.GetEnvironmentVariable(variable), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
}
