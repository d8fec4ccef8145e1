namespace Actors.Cluster.Grains;

/// <summary>
/// The receives of one queue or topic that wait, each to be cancelled by its id. Calls may overtake each other: a cancellation that
/// comes before its receive is remembered until that comes.
/// </summary>
/// <remarks>On the grain's own scheduler only. The runtime's own cancellation ends a call before the grain has heard of it, with whatever it took.</remarks>
internal sealed class PendingReceives
{
    // A cancellation may also come after its receive was answered; of those only so many are remembered.
    private const int MostEarly = 1024;

    private readonly Dictionary<Guid, CancellationTokenSource> _waiting = [];
    private readonly HashSet<Guid> _cancelled = [];
    private readonly Queue<Guid> _early = new();

    /// <summary>Waits in a way that <see cref="Cancel"/> ends.</summary>
    /// <param name="id">The receive.</param>
    /// <param name="receive">Waits until it has messages, its time is over, or the token is cancelled.</param>
    /// <param name="cancellationToken">Ends it, too.</param>
    /// <returns>The messages; none if it was cancelled by its id.</returns>
    public async Task<IReadOnlyList<Delivery>> WaitAsync(Guid id, Func<CancellationToken, Task<IReadOnlyList<Delivery>>> receive, CancellationToken cancellationToken)
    {
        if (_cancelled.Remove(id))
        {
            return [];
        }

        using var cancellation = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        _waiting[id] = cancellation;
        try
        {
            return await receive(cancellation.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return [];
        }
        finally
        {
            _waiting.Remove(id);
        }
    }

    public void Cancel(Guid id)
    {
        if (_waiting.TryGetValue(id, out var cancellation))
        {
            cancellation.Cancel();
            return;
        }

        _cancelled.Add(id);
        _early.Enqueue(id);
        if (_early.Count > MostEarly)
        {
            _cancelled.Remove(_early.Dequeue());
        }
    }
}
