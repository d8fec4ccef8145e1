using Actors.Journal;
using Actors.Standalone;
using Microsoft.Extensions.Logging;

namespace Actors.Simulation.Tests.Worlds;

/// <summary>One process with a broker in it, from its start to its crash or orderly end.</summary>
internal sealed class Life
{
    private readonly TaskCompletionSource _over = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly MortalFiles _files;
    private readonly MemoryFiles _disk;
    private int _isKilled;
    private int _isOver;

    public Life(MemoryFiles disk, TimeProvider clock, Limits limits, int segmentBytes, Action<LogLevel, string> told)
    {
        (_disk, _files) = (disk, new MortalFiles(disk));
        Watch = new BrokerWatch(told);
        Broker = new StandaloneBroker(
            new ActorsOptions { Files = _files, Clock = clock, Limits = limits, SegmentBytes = segmentBytes }, Watch);
    }

    public StandaloneBroker Broker { get; }

    public BrokerWatch Watch { get; }

    /// <summary>Whether nobody can hear from this process any more.</summary>
    public bool IsOver => Volatile.Read(ref _isOver) != 0;

    /// <summary>Whether it is being killed, or over.</summary>
    public bool IsDying => IsOver || Volatile.Read(ref _isKilled) != 0;

    /// <summary>Ends when the process does.</summary>
    public Task Over => _over.Task;

    /// <summary>The process is killed, at once and from any thread.</summary>
    /// <param name="losses">What the disk loses, when the machine stops with it; null when only the process dies.</param>
    public void Kill(Random? losses)
    {
        if (Interlocked.Exchange(ref _isKilled, 1) == 0)
        {
            // Whoever sees that it is over finds the disk free.
            _files.Die(() => _disk.Crash(losses));
            Volatile.Write(ref _isOver, 1);
            _over.TrySetResult();
        }
    }

    /// <summary>Stops in good order.</summary>
    public async Task StopAsync()
    {
        await Broker.DisposeAsync();
        Volatile.Write(ref _isOver, 1);
        _over.TrySetResult();
    }
}
