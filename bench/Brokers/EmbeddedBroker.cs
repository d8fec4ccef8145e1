using Actors.Bench.Machines;
using Actors.Standalone;
using Microsoft.Extensions.Logging.Abstractions;

namespace Actors.Bench.Brokers;

/// <summary>The broker inside this process: the same load without the wire, to see what the wire costs.</summary>
internal sealed class EmbeddedBroker : ITestedBroker
{
    private readonly StandaloneBroker _broker;

    /// <summary>Opens a broker.</summary>
    /// <param name="dataPath">The folder of its journal.</param>
    public EmbeddedBroker(string dataPath)
    {
        _broker = new StandaloneBroker(new ActorsOptions { DataPath = dataPath }, NullLogger<StandaloneBroker>.Instance);
        _broker.Start();
    }

    /// <inheritdoc/>
    public bool IsSeparate => false;

    /// <inheritdoc/>
    public ProcessUsage Usage => ProcessUsage.Of(Environment.ProcessId);

    /// <inheritdoc/>
    public Task<IBroker> ConnectAsync() => Task.FromResult<IBroker>(_broker);

    /// <inheritdoc/>
    public ValueTask CloseAsync(IBroker connection) => ValueTask.CompletedTask;

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _broker.DisposeAsync();
}
