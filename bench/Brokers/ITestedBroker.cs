using Actors.Bench.Machines;

namespace Actors.Bench.Brokers;

/// <summary>A broker to be measured, on a folder of its own.</summary>
internal interface ITestedBroker : IAsyncDisposable
{
    /// <summary>Whether its processor time is told apart from the generator's.</summary>
    bool IsSeparate { get; }

    /// <summary>What its process has used so far.</summary>
    ProcessUsage Usage { get; }

    /// <summary>Connects to it; each publisher and consumer has a connection of its own, like services on a network.</summary>
    Task<IBroker> ConnectAsync();

    /// <summary>Ends a connection.</summary>
    /// <param name="connection">One that <see cref="ConnectAsync"/> made.</param>
    ValueTask CloseAsync(IBroker connection);
}
