using Actors.Cluster.Grains;

namespace Actors.Cluster.Clients;

/// <summary>Carries settlements that nobody waits for to one queue or subscription: neighbours joined, one call at a time.</summary>
internal sealed class SettlePump(ILogGrain grain, GrainCalls calls, Func<Task> changes, string? subscription)
{
    private readonly Lock _lock = new();
    private readonly List<Settlement> _waiting = [];
    private TaskCompletionSource? _waitingTaken;
    private TaskCompletionSource? _sendingTaken;
    private bool _isRunning;

    public void Add(ReadOnlySpan<Settlement> settlements)
    {
        lock (_lock)
        {
            foreach (ref readonly var settlement in settlements)
            {
                Add(settlement);
            }

            if (_isRunning || _waiting.Count == 0)
            {
                return;
            }

            _isRunning = true;
        }

        // On another thread, so that a burst of acks shares one call.
        ThreadPool.UnsafeQueueUserWorkItem(static pump => _ = pump.RunAsync(), this, preferLocal: false);
    }

    /// <summary>Waits until the queue has taken everything added so far, or it is clear that it will not.</summary>
    public Task DrainAsync()
    {
        lock (_lock)
        {
            if (!_isRunning)
            {
                return Task.CompletedTask;
            }

            ref var taken = ref _waiting.Count > 0 ? ref _waitingTaken : ref _sendingTaken;
            taken ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            return taken.Task;
        }
    }

    private void Add(in Settlement next)
    {
        if (_waiting.Count > 0)
        {
            var last = _waiting[^1];
            var follows = last.Leases.FirstOffset + last.Leases.Count == next.Leases.FirstOffset
                && last with { Leases = next.Leases } == next
                && last.Cost is null
                && last.Leases with { FirstOffset = next.Leases.FirstOffset, Count = next.Leases.Count } == next.Leases;
            if (follows)
            {
                _waiting[^1] = last with { Leases = last.Leases with { Count = last.Leases.Count + next.Leases.Count } };
                return;
            }
        }

        _waiting.Add(next);
    }

    private async Task RunAsync()
    {
        while (TryTake(out var settlements))
        {
            try
            {
                await changes().ConfigureAwait(false);
                await calls.OnceAsync(
                    async () =>
                    {
                        await grain.SettleSoonAsync(subscription, settlements).ConfigureAwait(false);
                        return true;
                    },
                    CancellationToken.None).ConfigureAwait(false);
            }
            catch (BrokerException)
            {
                // Nobody waits for an answer; what was not settled comes back by itself.
            }
        }
    }

    private bool TryTake(out Settlement[] settlements)
    {
        TaskCompletionSource? taken;
        lock (_lock)
        {
            settlements = [.. _waiting];
            _waiting.Clear();
            taken = _sendingTaken;
            _sendingTaken = _waitingTaken;
            _waitingTaken = null;
            _isRunning = settlements.Length > 0;
        }

        taken?.SetResult();
        return settlements.Length > 0;
    }
}
