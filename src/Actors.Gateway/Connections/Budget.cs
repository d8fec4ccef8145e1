namespace Actors.Gateway.Connections;

/// <summary>An amount that may be used up and is given back. Taking never fails; whoever has taken waits before taking more.</summary>
/// <param name="limit">At which amount in use it is exhausted.</param>
internal sealed class Budget(long limit)
{
    private readonly Lock _gate = new();
    private TaskCompletionSource? _below;
    private long _used;

    /// <summary>Whether so much is in use that nothing more should be begun.</summary>
    public bool IsExhausted => Volatile.Read(ref _used) >= limit;

    /// <summary>How much is in use.</summary>
    public long Used => Volatile.Read(ref _used);

    /// <summary>Takes an amount.</summary>
    /// <param name="amount">How much.</param>
    public void Take(long amount) => Interlocked.Add(ref _used, amount);

    /// <summary>Gives an amount back.</summary>
    /// <param name="amount">How much.</param>
    public void Return(long amount)
    {
        var before = Interlocked.Add(ref _used, -amount) + amount;
        if (before >= limit && before - amount < limit)
        {
            TaskCompletionSource? below;
            lock (_gate)
            {
                (below, _below) = (_below, null);
            }

            below?.SetResult();
        }
    }

    /// <summary>Waits until it is not exhausted.</summary>
    /// <param name="cancellationToken">Stops waiting.</param>
    public async ValueTask WhenBelowAsync(CancellationToken cancellationToken)
    {
        while (IsExhausted)
        {
            Task below;
            lock (_gate)
            {
                below = (_below ??= new(TaskCreationOptions.RunContinuationsAsynchronously)).Task;
            }

            // The amount may have been given back before the signal was armed.
            if (IsExhausted)
            {
                await below.WaitAsync(cancellationToken).ConfigureAwait(false);
            }
        }
    }
}
