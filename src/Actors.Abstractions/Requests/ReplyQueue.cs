namespace Actors;

/// <summary>An ephemeral queue under one name, consumed by one owner and declared anew whenever the broker lost it.</summary>
internal sealed class ReplyQueue(IBroker broker, Action<Message> receive) : IDeliverySink, IAsyncDisposable
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(5);

    private readonly Lock _gate = new();
    private readonly CancellationTokenSource _disposed = new();
    private Task<IConsumer>? _opening;

    /// <summary>The queue's name, unique to this owner.</summary>
    public string Name { get; } = $"reply.{Guid.NewGuid():N}";

    /// <summary>Completes once the queue is there and consumed.</summary>
    public Task OpenAsync()
    {
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_disposed.IsCancellationRequested, this);
            return _opening is null || _opening.IsFaulted ? _opening = AttachAsync() : _opening;
        }
    }

    /// <inheritdoc/>
    public void Deliver(in DeliveryRun run)
    {
        ReadOnlyMemory<byte> rest = run.Messages.ToArray();
        while (!rest.IsEmpty)
        {
            receive(EncodedMessage.Take(ref rest).Decode());
        }

        broker.Settle(Name, [new Settlement(run.Leases, SettleVerb.Ack)]);
    }

    /// <inheritdoc/>
    public void Closed(BrokerException? reason)
    {
        lock (_gate)
        {
            if (reason is not null && !_disposed.IsCancellationRequested)
            {
                _opening = ReopenAsync();
            }
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        Task<IConsumer>? opening;
        lock (_gate)
        {
            _disposed.Cancel();
            opening = _opening;
        }

        if (opening is not null)
        {
            await opening.ContinueWith(static _ => { }, TaskScheduler.Default).ConfigureAwait(false);
            if (opening.IsCompletedSuccessfully)
            {
                await opening.Result.DisposeAsync().ConfigureAwait(false);
            }
        }
    }

    private async Task<IConsumer> AttachAsync()
    {
        await broker.DeclareAsync(new QueueDefinition(Name) { Ephemeral = true }, _disposed.Token).ConfigureAwait(false);
        return await broker.AttachAsync(Name, ConsumerOptions.Default with { Prefetch = 4096 }, this, _disposed.Token).ConfigureAwait(false);
    }

    // Requests made meanwhile wait for this task, each as long as its own timeout allows.
    private async Task<IConsumer> ReopenAsync()
    {
        var pause = FirstPause;
        while (true)
        {
            await Task.Delay(pause, _disposed.Token).ConfigureAwait(false);
            try
            {
                return await AttachAsync().ConfigureAwait(false);
            }
            catch (BrokerException error) when (error.Code is not (ErrorCode.Unauthorized or ErrorCode.VersionMismatch))
            {
                // The broker may need a while to come back.
                pause = pause * 2 < LongestPause ? pause * 2 : LongestPause;
            }
        }
    }
}
