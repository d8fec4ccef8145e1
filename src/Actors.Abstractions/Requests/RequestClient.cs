using System.Collections.Concurrent;
using System.Globalization;

namespace Actors;

/// <summary>Sends requests through queues and waits for their replies; any number at a time.</summary>
/// <remarks>
/// All replies come back over one ephemeral queue, declared with the first request and again whenever the broker has
/// forgotten it. Whoever answers calls <see cref="DeliveryExtensions.ReplyAsync"/>.
/// </remarks>
public sealed class RequestClient : IAsyncDisposable
{
    private readonly IBroker _broker;
    private readonly ConcurrentDictionary<string, TaskCompletionSource<Message>> _waiting = new();
    private readonly ReplyQueue _replies;
    private long _lastId;

    /// <summary>Creates a client; nothing is sent before the first request.</summary>
    /// <param name="broker">Where to publish requests and consume replies.</param>
    public RequestClient(IBroker broker)
    {
        _broker = broker;
        _replies = new ReplyQueue(broker, Complete);
    }

    /// <summary>How long a request waits for its reply when the call does not say; 30 seconds by default.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Publishes a request and waits for its reply.</summary>
    /// <param name="name">The queue or topic of those who answer.</param>
    /// <param name="request">The request; its reply-to and correlation id are set for it.</param>
    /// <param name="timeout">How long to wait, publishing included; <see cref="Timeout"/> when null.</param>
    /// <param name="cancellationToken">Stops waiting; the request may be carried out all the same.</param>
    /// <returns>The first reply.</returns>
    /// <exception cref="BrokerException"><see cref="ErrorCode.Timeout"/>, or why the request could not be published.</exception>
    public async ValueTask<Message> RequestAsync(string name, Message request, TimeSpan? timeout = null, CancellationToken cancellationToken = default)
    {
        var limit = timeout ?? Timeout;
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(limit);
        var id = Interlocked.Increment(ref _lastId).ToString(CultureInfo.InvariantCulture);
        var reply = new TaskCompletionSource<Message>(TaskCreationOptions.RunContinuationsAsynchronously);
        _waiting[id] = reply;
        try
        {
            await _replies.OpenAsync().WaitAsync(patience.Token).ConfigureAwait(false);
            await _broker.PublishAsync(name, new Message(request) { ReplyTo = _replies.Name, CorrelationId = id }, patience.Token).ConfigureAwait(false);
            return await reply.Task.WaitAsync(patience.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested && patience.IsCancellationRequested)
        {
            throw new BrokerException(ErrorCode.Timeout, $"No reply to the request to '{name}' came within {limit}.");
        }
        finally
        {
            _waiting.TryRemove(id, out _);
        }
    }

    /// <summary>Gives the reply queue up; requests still waiting fail.</summary>
    public async ValueTask DisposeAsync()
    {
        await _replies.DisposeAsync().ConfigureAwait(false);
        foreach (var reply in _waiting.Values)
        {
            reply.TrySetException(new ObjectDisposedException(nameof(RequestClient)));
        }
    }

    // A reply that nobody waits for any more, or a second one, is dropped.
    private void Complete(Message message)
    {
        if (message.CorrelationId is { } id && _waiting.TryRemove(id, out var reply))
        {
            reply.TrySetResult(message);
        }
    }
}
