namespace Actors.Sample;

/// <summary>Workers that run side by side. If one fails, nobody waits for the others.</summary>
internal sealed class Crew(CancellationToken stop) : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = CancellationTokenSource.CreateLinkedTokenSource(stop);
    private readonly List<Task> _workers = [];

    /// <summary>Starts a worker; its token is cancelled when the crew is disposed.</summary>
    public void Start(Func<CancellationToken, Task> work) => _workers.Add(Task.Run(() => work(_stop.Token)));

    /// <summary>Waits for every worker to end by itself, or for the first to fail.</summary>
    public Task WhenAllAsync() => UntilAsync(Task.WhenAll(_workers));

    /// <summary>Waits for something while the workers work, or for the first worker to fail.</summary>
    public async Task UntilAsync(Task done)
    {
        List<Task> running = [done, .. _workers];
        while (!done.IsCompleted)
        {
            var ended = await Task.WhenAny(running);
            await ended;
            running.Remove(ended);
        }

        await done;
    }

    /// <summary>Tells the workers to stop and waits until they have.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();

        // A worker that failed was reported while it mattered; now only its end is of interest.
        await Task.WhenAll(_workers).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _stop.Dispose();
    }
}
