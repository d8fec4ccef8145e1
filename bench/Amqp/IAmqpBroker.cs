using Actors.Bench.Machines;

namespace Actors.Bench.Amqp;

/// <summary>A broker that speaks AMQP, in a process of its own, on a folder of its own.</summary>
internal interface IAmqpBroker : IAsyncDisposable
{
    /// <summary>What it is called in figures.</summary>
    string Name { get; }

    /// <summary>The port it listens on.</summary>
    int Port { get; }

    /// <summary>What its process has used so far.</summary>
    ProcessUsage Usage { get; }

    /// <summary>Ends its process as a power failure would, and starts it again on the same folder. Returns when it serves.</summary>
    /// <returns>How long it took from the start to the first queue declared.</returns>
    Task<TimeSpan> CrashAsync();
}
