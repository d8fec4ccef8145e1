using Actors.Connections;
using Actors.Protocol.Native;
using Actors.Requests;

namespace Actors.Consumers;

/// <summary>A consumer that outlives connections: its sink just goes on when the next one is there.</summary>
internal sealed class ClientConsumer(ConsumerTable table, uint id, string source, ConsumerOptions options, IDeliverySink sink) : IConsumer
{
    private readonly CancellationTokenSource _closing = new();
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _prefetch = options.Prefetch;
    private int _end;

    // Set where frames are read, so that a lost connection knows for sure whether there is something to attach again.
    private volatile bool _attached;

    /// <summary>The id its frames carry, on every connection.</summary>
    public uint Id => id;

    /// <inheritdoc/>
    public string Source => source;

    /// <summary>Attaches for the first time.</summary>
    public Task AttachAsync(CancellationToken cancellationToken) => table.Requester.RepeatAsync(
        new AttachFrame(id, source, Volatile.Read(ref _prefetch), options.LeaseTimeout ?? default, options.KeepsLease, options.Priority, options.Exclusive), AttachRequest, cancellationToken);

    /// <summary>Hands delivery runs to the sink.</summary>
    public void Deliver(ReadOnlyMemory<byte> runs)
    {
        while (!_closing.IsCancellationRequested && DeliveredRun.TryTake(ref runs, out var run))
        {
            Check(run);
            try
            {
                sink.Deliver(new DeliveryRun(run.Leases, run.PublishedAt, run.Messages.Span));
            }
            catch (Exception error)
            {
                table.Log.SinkFailed(source, error);
                Detach();
                End(new BrokerException(ErrorCode.Internal, $"The consumer of '{source}' was closed because its sink failed: {error.Message}", error));
                return;
            }
        }
    }

    /// <summary>The broker has ended the session.</summary>
    public void Closed(ClosedFrame closed)
    {
        _attached = false;
        if (closed.Code == ErrorCode.Unavailable && !_closing.IsCancellationRequested)
        {
            sink.LeasesLost();
            _ = AttachAgainAsync();
        }
        else
        {
            End(ReasonOf(closed));
        }
    }

    /// <summary>The connection is gone. A first attach under way repeats itself.</summary>
    public void ConnectionLost()
    {
        if (_closing.IsCancellationRequested)
        {
            End(null);
        }
        else if (_attached)
        {
            _attached = false;
            sink.LeasesLost();
            _ = AttachAgainAsync();
        }
    }

    /// <summary>Nothing more will come.</summary>
    public void End(BrokerException? reason)
    {
        _closing.Cancel();
        table.Remove(this);
        if (Interlocked.Exchange(ref _end, 1) == 0)
        {
            sink.Closed(reason);
            _ended.TrySetResult();
        }
    }

    /// <summary>The first attach failed or was given up; the broker may have carried it out.</summary>
    public void GiveUp()
    {
        Interlocked.Exchange(ref _end, 1);
        _closing.Cancel();
        table.Remove(this);
        Detach();
    }

    /// <inheritdoc/>
    public void SetPrefetch(int prefetch)
    {
        (options with { Prefetch = prefetch }).Validate();
        Volatile.Write(ref _prefetch, prefetch);
        table.Pipeline.Send(id, new SetPrefetchFrame(prefetch));
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_closing.IsCancellationRequested)
        {
            return;
        }

        _closing.Cancel();
        if (!Detach())
        {
            End(null);
        }

        try
        {
            await _ended.Task.WaitAsync(table.Options.CloseTimeout).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            End(null);
        }
    }

    /// <inheritdoc/>
    public void Abandon()
    {
        // First, so that the broker's farewell is taken for the answer it is.
        _closing.Cancel();
        Detach(lost: true);
        End(null);
    }

    // An end without a reason is fine only for those who asked for it.
    private BrokerException? ReasonOf(ClosedFrame closed)
    {
        if (closed.Code != ErrorCode.None)
        {
            return closed.ToException();
        }

        return _closing.IsCancellationRequested
            ? null
            : new BrokerException(ErrorCode.Internal, $"The broker closed the consumer of '{source}' without a reason.") { Scope = ErrorScope.Session };
    }

    private bool Detach(bool lost = false) => table.Pipeline.Send(id, new DetachFrame(lost));

    private SingleAnswer<OkFrame, bool> AttachRequest() => new(_ => _attached = true);

    private async Task AttachAgainAsync()
    {
        var backoff = new Backoff(table.Options);
        while (!_closing.IsCancellationRequested)
        {
            try
            {
                await AttachAsync(_closing.Token).ConfigureAwait(false);
                return;
            }
            catch (OperationCanceledException)
            {
                return;
            }
            catch (BrokerException error) when (error.Code is ErrorCode.Unavailable or ErrorCode.OutcomeUnknown or ErrorCode.Unauthorized)
            {
                // The source is where it was, only nobody serves it just now.
                await backoff.WaitAsync(_closing.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
            catch (BrokerException error)
            {
                End(error);
            }
        }
    }

    private static void Check(in DeliveredRun run)
    {
        if (run.Leases.Count < 1 || EncodedMessage.OffsetOf(run.Messages.Span, run.Leases.Count) != run.Messages.Length)
        {
            throw Violations.Violation($"A delivery run of {run.Leases.Count} messages does not end where its length says.");
        }
    }
}
