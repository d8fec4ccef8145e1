namespace Actors.Contract;

/// <summary>An implementation of the broker as the suites need it: started for one test, and stopped after it.</summary>
public interface IBrokerFixture : IAsyncDisposable
{
    /// <summary>The broker.</summary>
    IBroker Broker { get; }

    /// <summary>Starts the broker with nothing in it.</summary>
    /// <param name="limits">What it shall accept.</param>
    ValueTask StartAsync(Limits limits);

    /// <summary>A connection of its own to the same broker; the same object where there are no connections.</summary>
    ValueTask<IBroker> ConnectAsync();

    /// <summary>Lets the broker's time pass; what falls due meanwhile begins.</summary>
    /// <param name="time">How much of it.</param>
    ValueTask AdvanceAsync(TimeSpan time);

    /// <summary>Stops the broker in good order and starts it again over what it has stored; <see cref="Broker"/> is usable afterwards.</summary>
    ValueTask RestartAsync();
}
