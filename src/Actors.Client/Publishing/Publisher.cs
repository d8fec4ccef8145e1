using Actors.Outgoing;
using Actors.Protocol.Native;

namespace Actors.Publishing;

/// <summary>Takes publishes in the order they are made and keeps what is unconfirmed within bounds.</summary>
/// <remarks>Its fields are guarded by the pipeline's gate.</remarks>
internal sealed class Publisher(Pipeline pipeline, int mostMessages, int mostBytes, PublisherIdentity? identity)
{
    private readonly LinkedList<Waiting> _waiting = [];
    private TaskCompletionSource? _drained;
    private int _messages;
    private long _bytes;

    /// <summary>Publishes encoded messages, or queues them when too much is unconfirmed.</summary>
    /// <param name="name">A valid name.</param>
    /// <param name="options">What the caller asks for.</param>
    /// <param name="messages">The encoded messages; copied.</param>
    /// <param name="count">How many there are.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public PublishWaiter Publish(string name, PublishOptions options, ReadOnlySpan<byte> messages, int count, CancellationToken cancellationToken)
    {
        CheckSize(name, options, messages);
        var waiter = PublishWaiter.Take(count);
        LinkedListNode<Waiting>? queued = null;
        var flush = false;
        lock (pipeline.Gate)
        {
            pipeline.ThrowIfRefusing();
            options = identity?.Number(name, options, count) ?? options;
            if (_waiting.Count > 0 || !HasRoom(count, messages.Length))
            {
                queued = _waiting.AddLast(new Waiting(name, options, messages.ToArray(), waiter));
            }
            else
            {
                Append(name, options, messages, waiter);
                flush = pipeline.WantsFlush();
            }
        }

        pipeline.FlushIf(flush);
        if (cancellationToken.CanBeCanceled)
        {
            waiter.Watch(queued is null ? null : () => TakeBack(queued), cancellationToken);
        }

        return waiter;
    }

    /// <summary>Messages have their answer; those that waited for room take their place.</summary>
    public void MakeRoom(int count, int bytes)
    {
        bool flush;
        lock (pipeline.Gate)
        {
            _messages -= count;
            _bytes -= bytes;
            while (_waiting.First?.Value is { } next && HasRoom(next.Waiter.Count, next.Messages.Length) && !pipeline.IsRefusing)
            {
                _waiting.RemoveFirst();
                Append(next.Name, next.Options, next.Messages, next.Waiter);
            }

            flush = pipeline.WantsFlush();
            if (_messages == 0)
            {
                _drained?.TrySetResult();
            }
        }

        pipeline.FlushIf(flush);
    }

    /// <summary>Completes when every publish has its answer.</summary>
    public Task DrainAsync()
    {
        lock (pipeline.Gate)
        {
            if (_messages == 0)
            {
                return Task.CompletedTask;
            }

            _drained ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            return _drained.Task;
        }
    }

    /// <summary>Fails what still waits for room.</summary>
    public void FailWaiting(BrokerException error)
    {
        Waiting[] failed;
        lock (pipeline.Gate)
        {
            failed = [.. _waiting];
            _waiting.Clear();
        }

        foreach (var waiting in failed)
        {
            waiting.Waiter.Fail(error.Copy());
        }
    }

    // A publish that is larger than all that may be unconfirmed goes out alone.
    private bool HasRoom(int count, int bytes) => _messages == 0 || (_messages + count <= mostMessages && _bytes + bytes <= mostBytes);

    private void Append(string name, PublishOptions options, ReadOnlySpan<byte> messages, PublishWaiter waiter)
    {
        _messages += waiter.Count;
        _bytes += messages.Length;
        pipeline.Publishes.Add(this, name, options, messages, waiter);
    }

    private void TakeBack(LinkedListNode<Waiting> queued)
    {
        lock (pipeline.Gate)
        {
            if (queued.List is not null)
            {
                _waiting.Remove(queued);
            }
        }
    }

    // Checked here because a broker refuses the whole frame, with the messages of other callers in it.
    private void CheckSize(string name, PublishOptions options, ReadOnlySpan<byte> messages)
    {
        var frame = Frame.HeaderBytes - Frame.LengthBytes + FrameWriter.BytesOfName(name) + messages.Length;
        if (options != PublishOptions.Default)
        {
            frame += PublishWithFrame.BytesOfOptions(options);
        }

        if (frame > pipeline.FrameBytes)
        {
            throw new BrokerException(ErrorCode.LimitExceeded, $"The batch takes a frame of {frame} bytes; the broker allows {pipeline.FrameBytes}.");
        }

        if (messages.Length > pipeline.MessageBytes)
        {
            EncodedMessage.Validate(messages, pipeline.MessageBytes);
        }
    }

    private sealed record Waiting(string Name, PublishOptions Options, byte[] Messages, PublishWaiter Waiter);
}
