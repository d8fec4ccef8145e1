using System.Collections.Concurrent;
using Actors.Protocol.Amqp;

namespace Actors.Gateway.Amqp;

/// <summary>The channels of a connection. Used by its read loop only, but for pausing.</summary>
internal sealed class ChannelTable
{
    private readonly Dictionary<ushort, AmqpChannel> _channels = [];
    private readonly List<AmqpChannel> _dirty = [];
    private readonly ConcurrentQueue<(AmqpChannel Channel, AmqpException Error)> _failures = new();
    private readonly Lock _pausing = new();
    private readonly Wire _wire;
    private readonly ChannelClass _channelClass;
    private readonly ExchangeClass _exchangeClass;
    private readonly QueueClass _queueClass;
    private readonly BasicClass _basicClass;
    private readonly ConfirmClass _confirmClass;
    private readonly TxClass _txClass;

    public ChannelTable(Wire wire)
    {
        _wire = wire;
        _channelClass = new ChannelClass(wire, Forget);
        _exchangeClass = new ExchangeClass(wire);
        _queueClass = new QueueClass(wire, _exchangeClass);
        _basicClass = new BasicClass(wire, new DirectReplies(wire));
        _confirmClass = new ConfirmClass(wire);
        _txClass = new TxClass(wire);
        wire.Output.FullnessChanged = FollowOutput;
    }

    /// <summary>The method that was served last: the one to blame for an error.</summary>
    public (ushort Class, ushort Method) FailedMethod { get; private set; }

    /// <summary>Serves a frame of a channel.</summary>
    /// <param name="frame">The frame.</param>
    /// <returns>What has to be waited for before the connection goes on; null for nothing.</returns>
    public Task? Serve(in AmqpFrame frame)
    {
        var channel = _channels.GetValueOrDefault(frame.Channel);
        try
        {
            var wait = channel is null ? Open(frame) : channel.IsClosing ? Close(channel, frame) : Serve(channel, frame);
            return wait is null ? null : WaitAsync(channel!, wait);
        }
        catch (Exception error) when (channel is not null)
        {
            return FailAsync(channel, _wire.Translate(error));
        }
    }

    /// <summary>A channel has failed on another thread than the read loop's, which has to be woken.</summary>
    /// <param name="channel">The channel.</param>
    /// <param name="error">Why.</param>
    public void Fail(AmqpChannel channel, AmqpException error) => _failures.Enqueue((channel, error));

    /// <summary>Ends channels that have failed on other threads; on the read loop.</summary>
    public async Task EndFailedAsync()
    {
        while (_failures.TryDequeue(out var failure))
        {
            if (!failure.Channel.IsClosing && !failure.Channel.IsOver)
            {
                FailedMethod = (ContentHeader.BasicClass, unchecked((ushort)MethodId.BasicPublish));
                await FailAsync(failure.Channel, failure.Error).ConfigureAwait(false);
            }
        }
    }

    /// <summary>Hands everything that has gathered to the broker.</summary>
    public void Flush()
    {
        foreach (var channel in _dirty)
        {
            channel.Flush();
        }

        _dirty.Clear();
    }

    /// <summary>Ends all channels; what is unsettled goes back.</summary>
    /// <param name="lost">Whether the client vanished, or behaves as if it had.</param>
    public Task EndAsync(bool lost) => Task.WhenAll(_channels.Values.Where(channel => !channel.IsClosing).Select(channel => channel.EndAsync(lost)));

    private Task? Open(in AmqpFrame frame)
    {
        if (frame.Kind != FrameKind.Method)
        {
            throw new AmqpException(ReplyCode.ChannelError, $"a frame came for channel {frame.Channel}, which is not open");
        }

        var id = MethodFrame.IdOf(frame.Payload);
        if (id == MethodId.ChannelCloseOk)
        {
            return null;
        }

        if (id != MethodId.ChannelOpen)
        {
            throw new AmqpException(ReplyCode.ChannelError, $"expected 'channel.open' on channel {frame.Channel}, not the method {(uint)id >> 16}.{(ushort)id}");
        }

        if (frame.Channel > _wire.ChannelMax)
        {
            throw new AmqpException(ReplyCode.NotAllowed, $"channel {frame.Channel} is above the negotiated channel_max ({_wire.ChannelMax})");
        }

        lock (_pausing)
        {
            _channels.Add(frame.Channel, new AmqpChannel(frame.Channel, _wire, _dirty.Add));
        }

        _wire.Send(frame.Channel, default(ChannelMethods.OpenOk));
        return null;
    }

    private Task? Serve(AmqpChannel channel, in AmqpFrame frame)
    {
        switch (frame.Kind)
        {
            case FrameKind.Header:
                channel.Publishing.TakeHeader(frame.Payload);
                return null;
            case FrameKind.Body:
                channel.Publishing.TakeBody(frame.Payload);
                return null;
            case FrameKind.Method:
                return ServeMethod(channel, frame.Payload);
            default:
                throw new AmqpException(ReplyCode.FrameError, $"a frame of the unknown kind {(byte)frame.Kind} came");
        }
    }

    private Task? ServeMethod(AmqpChannel channel, ReadOnlySpan<byte> payload)
    {
        var id = MethodFrame.IdOf(payload);
        FailedMethod = ((ushort)((uint)id >> 16), (ushort)id);
        if (channel.Publishing.IsInContent)
        {
            throw new AmqpException(ReplyCode.UnexpectedFrame, $"the method {(uint)id >> 16}.{(ushort)id} came in the middle of a content");
        }

        if (FailedMethod.Class == ContentHeader.BasicClass)
        {
            return _basicClass.Serve(channel, id, payload);
        }

        // What was published and settled before comes before.
        channel.Flush();
        switch ((uint)id >> 16)
        {
            case (uint)MethodId.ExchangeDeclare >> 16:
                return _exchangeClass.Serve(channel, id, payload);
            case (uint)MethodId.QueueDeclare >> 16:
                return _queueClass.Serve(channel, id, payload);
            case (uint)MethodId.ConfirmSelect >> 16:
                _confirmClass.Serve(channel, id, payload);
                return null;
            case (uint)MethodId.TxSelect >> 16:
                return _txClass.Serve(channel, id);
            default:
                return _channelClass.Serve(channel, id, payload);
        }
    }

    // After an error everything but the client's agreement is passed over.
    private Task? Close(AmqpChannel channel, in AmqpFrame frame)
    {
        var id = frame.Kind == FrameKind.Method ? MethodFrame.IdOf(frame.Payload) : default;
        if (id == MethodId.ChannelClose)
        {
            _wire.Send(channel.Number, default(ChannelMethods.CloseOk));
        }
        else if (id == MethodId.ChannelCloseOk)
        {
            Forget(channel);
        }

        return null;
    }

    private async Task WaitAsync(AmqpChannel channel, Task wait)
    {
        try
        {
            await wait.ConfigureAwait(false);
        }
        catch (Exception error)
        {
            await FailAsync(channel, _wire.Translate(error)).ConfigureAwait(false);
        }
    }

    private async Task FailAsync(AmqpChannel channel, AmqpException error)
    {
        if (!error.EndsChannelOnly)
        {
            throw error;
        }

        channel.BeginClosing();
        _wire.Send(channel.Number, new ChannelMethods.Close((ushort)error.Code, error.Message, FailedMethod.Class, FailedMethod.Method));
        await channel.EndAsync(lost: false).ConfigureAwait(false);
    }

    private void Forget(AmqpChannel channel)
    {
        lock (_pausing)
        {
            _channels.Remove(channel.Number);
        }
    }

    // Comes from several threads; whoever is last sees the state that counts.
    private void FollowOutput()
    {
        lock (_pausing)
        {
            var full = _wire.Output.IsFull;
            foreach (var channel in _channels.Values)
            {
                channel.Pause(full);
            }
        }
    }
}
