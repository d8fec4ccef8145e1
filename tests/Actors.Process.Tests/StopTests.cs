using Actors.Process.Tests.Hosts;
using Actors.Process.Tests.Loads;
using Xunit.Abstractions;

namespace Actors.Process.Tests;

public sealed class StopTests(ITestOutputHelper output) : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("actors-stop-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task Told_to_stop_under_load_it_answers_everything_and_the_next_one_goes_on()
    {
        var seed = Random.Shared.Next();
        output.WriteLine($"seed {seed}");
        var host = await HostProcess.StartAsync(_folder.FullName, port: 0);
        await using var load = new Load(host.Port, seed);
        try
        {
            await load.StartAsync();
            for (var stop = 1; stop <= 3; stop++)
            {
                await load.ProgressAsync(200).Within($"confirms and deliveries before stop {stop}");
                await host.TerminateAsync();
                Assert.Equal(0, await host.ExitCodeAsync());
                Assert.Empty(host.Complaints);
                host.Dispose();
                host = await HostProcess.StartAsync(_folder.FullName, host.Port);
            }

            await load.ProgressAsync(10).Within("confirms and deliveries after the last start");
            await load.EndAsync();
        }
        finally
        {
            host.Dispose();
        }

        Assert.True(load.History.Violations.Count == 0, $"seed {seed}\n{string.Join('\n', load.History.Violations.Take(20))}");
    }
}
