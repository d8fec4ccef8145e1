namespace Actors.Connections;

/// <summary>Pauses that double up to a limit, each cut by a random part so that clients do not come back all at once.</summary>
internal sealed class Backoff(ActorsClientOptions options)
{
    private TimeSpan _next = options.ReconnectDelay;

    /// <summary>Waits for the next pause.</summary>
    public Task WaitAsync(CancellationToken cancellationToken)
    {
        var pause = _next * (0.5 + (Random.Shared.NextDouble() / 2));
        _next = _next * 2 < options.LongestReconnectDelay ? _next * 2 : options.LongestReconnectDelay;
        return Task.Delay(pause, options.TimeProvider, cancellationToken);
    }

    /// <summary>Starts over with the shortest pause.</summary>
    public void Reset() => _next = options.ReconnectDelay;
}
