using System.Diagnostics;
using Actors.Bench.Brokers;
using Actors.Bench.Machines;

namespace Actors.Bench.Amqp;

/// <summary>This repository's host.</summary>
/// <param name="host">The executable.</param>
/// <param name="dataPath">The folder of its journal.</param>
internal sealed class OwnBroker(string host, string dataPath) : IAmqpBroker
{
    private BrokerProcess? _process;

    /// <inheritdoc/>
    public string Name => "Actors";

    /// <inheritdoc/>
    public int Port => _process!.Amqp.Port;

    /// <inheritdoc/>
    public ProcessUsage Usage => _process!.Usage;

    /// <summary>Starts it.</summary>
    public async Task StartAsync() => _process = await BrokerProcess.StartAsync(host, dataPath);

    /// <inheritdoc/>
    public async Task<TimeSpan> CrashAsync()
    {
        await _process!.KillAsync();
        await _process.DisposeAsync();
        var start = Stopwatch.GetTimestamp();
        await StartAsync();
        AmqpQueues.Declare(Port, "probe");
        return Stopwatch.GetElapsedTime(start);
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _process?.DisposeAsync() ?? ValueTask.CompletedTask;
}
