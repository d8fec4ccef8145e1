using System.Collections.Concurrent;
using System.Threading.Tasks.Sources;

namespace Actors.Publishing;

/// <summary>One publish waiting for its confirm. Taken from a pool and given back once its result was read.</summary>
internal sealed class PublishWaiter : IValueTaskSource<long>, IValueTaskSource<PublishReceipt>
{
    private const int PooledWaiters = 16_384;

    private static readonly ConcurrentQueue<PublishWaiter> Pool = new();
    private static int _pooled;

    private ManualResetValueTaskSourceCore<PublishReceipt> _result = new() { RunContinuationsAsynchronously = true };
    private CancellationTokenRegistration _cancellation;
    private Action? _abandoned;
    private int _done;
    private bool _cancelled;

    private PublishWaiter()
    {
    }

    /// <summary>The place of its first message in the frame.</summary>
    public int Index { get; set; }

    /// <summary>How many messages it has.</summary>
    public int Count { get; private set; }

    /// <summary>The next waiter of the same frame.</summary>
    public PublishWaiter? Next { get; set; }

    /// <summary>The version of the value task over it.</summary>
    public short Version => _result.Version;

    /// <summary>Takes a waiter.</summary>
    /// <param name="count">How many messages it is for.</param>
    public static PublishWaiter Take(int count)
    {
        if (Pool.TryDequeue(out var waiter))
        {
            Interlocked.Decrement(ref _pooled);
        }
        else
        {
            waiter = new PublishWaiter();
        }

        waiter.Count = count;
        return waiter;
    }

    /// <summary>Ends the wait when the token is cancelled. The messages may be stored all the same.</summary>
    /// <param name="abandoned">Called then; null when there is nothing to take back.</param>
    /// <param name="cancellationToken">The caller's token.</param>
    public void Watch(Action? abandoned, CancellationToken cancellationToken)
    {
        _abandoned = abandoned;
        _cancellation = cancellationToken.UnsafeRegister(static (waiter, token) => ((PublishWaiter)waiter!).Cancel(token), this);
    }

    /// <summary>The publish has its result.</summary>
    public void Complete(in PublishReceipt receipt)
    {
        if (Interlocked.Exchange(ref _done, 1) == 0)
        {
            _result.SetResult(receipt);
        }
    }

    /// <summary>The publish failed as a whole.</summary>
    public void Fail(BrokerException error)
    {
        if (Interlocked.Exchange(ref _done, 1) == 0)
        {
            _result.SetException(error);
        }
    }

    long IValueTaskSource<long>.GetResult(short token)
    {
        var receipt = GetResult(token);
        receipt.ThrowIfRefused();
        return receipt.OffsetOf(0);
    }

    PublishReceipt IValueTaskSource<PublishReceipt>.GetResult(short token) => GetResult(token);

    ValueTaskSourceStatus IValueTaskSource<long>.GetStatus(short token) => _result.GetStatus(token);

    ValueTaskSourceStatus IValueTaskSource<PublishReceipt>.GetStatus(short token) => _result.GetStatus(token);

    void IValueTaskSource<long>.OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _result.OnCompleted(continuation, state, token, flags);

    void IValueTaskSource<PublishReceipt>.OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _result.OnCompleted(continuation, state, token, flags);

    private void Cancel(CancellationToken cancellationToken)
    {
        if (Interlocked.Exchange(ref _done, 1) == 0)
        {
            _cancelled = true;
            _abandoned?.Invoke();
            _result.SetException(new OperationCanceledException(cancellationToken));
        }
    }

    private PublishReceipt GetResult(short token)
    {
        try
        {
            return _result.GetResult(token);
        }
        finally
        {
            _cancellation.Dispose();

            // The frame of a cancelled waiter still points to it and will try to complete it.
            if (!_cancelled)
            {
                Return();
            }
        }
    }

    private void Return()
    {
        _result.Reset();
        _cancellation = default;
        _abandoned = null;
        Next = null;
        _done = 0;
        if (Interlocked.Increment(ref _pooled) <= PooledWaiters)
        {
            Pool.Enqueue(this);
        }
        else
        {
            Interlocked.Decrement(ref _pooled);
        }
    }
}
