using System.Diagnostics;
using System.Net;
using Actors.Bench.Machines;

namespace Actors.Bench.Brokers;

/// <summary>The real host, in a process of its own, on free ports.</summary>
internal sealed class BrokerProcess : ITestedBroker
{
    private const string AddressPrefix = "native ";
    private const string AmqpPrefix = "amqp amqp://";
    private static readonly TimeSpan StopTimeout = TimeSpan.FromSeconds(60);

    private readonly Process _process;
    private readonly string _address;

    private BrokerProcess(Process process, string address, IPEndPoint amqp, long startedAt) => (_process, _address, Amqp, StartedAt) = (process, address, amqp, startedAt);

    /// <summary>Where it speaks AMQP.</summary>
    public IPEndPoint Amqp { get; }

    /// <summary>When the process was started, as a timestamp of <see cref="Stopwatch"/>.</summary>
    public long StartedAt { get; }

    /// <inheritdoc/>
    public bool IsSeparate => true;

    /// <inheritdoc/>
    public ProcessUsage Usage => ProcessUsage.Of(_process.Id);

    /// <summary>Starts a host and waits until it says where it listens.</summary>
    /// <param name="host">The executable.</param>
    /// <param name="dataPath">The folder of its journal.</param>
    /// <exception cref="BenchFailure">The host refused; the text says why.</exception>
    public static Task<BrokerProcess> StartAsync(string host, string dataPath) =>
        StartAsync(new ProcessStartInfo(host, ["--port", "0", "--http-port", "0", "--data", dataPath]));

    /// <summary>Starts a silo of the cluster and waits until it says where it listens.</summary>
    /// <param name="host">The executable.</param>
    /// <param name="postgres">The database of its cluster.</param>
    /// <param name="environment">What its runtime is told beyond what this process was.</param>
    /// <exception cref="BenchFailure">The host refused; the text says why.</exception>
    public static Task<BrokerProcess> StartSiloAsync(string host, string postgres, params (string Name, string Value)[] environment)
    {
        var start = new ProcessStartInfo(host, ["--port", "0", "--http-port", "0", "--postgres", postgres]);
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        return StartAsync(start);
    }

    private static async Task<BrokerProcess> StartAsync(ProcessStartInfo start)
    {
        (start.RedirectStandardOutput, start.RedirectStandardError) = (true, true);
        var startedAt = Stopwatch.GetTimestamp();
        var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync();
        var native = "";
        while (await process.StandardOutput.ReadLineAsync() is { } line)
        {
            if (line.StartsWith(AddressPrefix, StringComparison.Ordinal))
            {
                native = line[AddressPrefix.Length..];
            }
            else if (line.StartsWith(AmqpPrefix, StringComparison.Ordinal))
            {
                _ = process.StandardOutput.ReadToEndAsync();
                return new BrokerProcess(process, native, IPEndPoint.Parse(line[AmqpPrefix.Length..]), startedAt);
            }
        }

        throw new BenchFailure($"The host did not start: {(await errors).Trim()}");
    }

    /// <inheritdoc/>
    public async Task<IBroker> ConnectAsync() => await ActorsClient.ConnectAsync(_address);

    /// <inheritdoc/>
    public ValueTask CloseAsync(IBroker connection) => ((ActorsClient)connection).DisposeAsync();

    /// <summary>Ends the process as a power failure would, with SIGKILL.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
    }

    /// <summary>Asks the process to stop, and waits until it has.</summary>
    public async ValueTask DisposeAsync()
    {
        using (_process)
        {
            if (_process.HasExited)
            {
                return;
            }

            Native.Terminate(_process.Id);
            try
            {
                await _process.WaitForExitAsync().WaitAsync(StopTimeout);
            }
            catch (TimeoutException)
            {
                await KillAsync();
                throw new BenchFailure($"The host did not stop within {StopTimeout.TotalSeconds} seconds of SIGTERM.");
            }
        }
    }
}
