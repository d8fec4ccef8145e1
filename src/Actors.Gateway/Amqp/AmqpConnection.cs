using System.Buffers;
using Actors.Gateway.Connections;
using Actors.Protocol.Amqp;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.Extensions.Logging;

namespace Actors.Gateway.Amqp;

/// <summary>One AMQP connection, from its header to its end.</summary>
internal sealed class AmqpConnection : IWatched
{
    private readonly ConnectionContext _connection;
    private readonly GatewayOptions _options;
    private readonly GatewayConnections _connections;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly CancellationTokenSource _stopsReading;
    private readonly ConnectionOutput _output;
    private readonly Farewell _farewell;
    private readonly Wire _wire;
    private readonly Vitality _vitality;
    private readonly ConnectionClass _class;
    private readonly ChannelTable _channels;
    private byte[] _joint = [];
    private AmqpException? _goodbye;
    private bool _begun;
    private volatile bool _isStopping;

    public AmqpConnection(ConnectionContext connection, IBroker broker, GatewayOptions options, Credentials credentials, GatewayConnections connections, ExclusiveQueues exclusive, TimeProvider time, ILogger logger)
    {
        _connection = connection;
        _options = options;
        _connections = connections;
        _time = time;
        _logger = logger;
        _stopsReading = CancellationTokenSource.CreateLinkedTokenSource(connection.ConnectionClosed);
        _output = new ConnectionOutput(connection.Transport.Output, options.Limits.UnsentBytesPerConnection);
        _farewell = new Farewell(connection, _output, time);
        _wire = new Wire(broker, _output, options.Limits, connections.UnconfirmedBytes, exclusive, time, logger) { Break = reason => Later(() => SayGoodbye(reason)) };
        _vitality = new Vitality(_wire, time);
        _class = new ConnectionClass(_wire, credentials);
        _channels = new ChannelTable(_wire);
        _wire.BreakChannel = (channel, error) => Later(() =>
        {
            _channels.Fail(channel, error);
            _connection.Transport.Input.CancelPendingRead();
        });
    }

    /// <summary>Serves the connection until it ends.</summary>
    public async Task RunAsync()
    {
        using var stopping = OnStopping();
        try
        {
            if (_connections.TryEnter(this))
            {
                await ReadAsync().ConfigureAwait(false);
            }
            else
            {
                _goodbye = new AmqpException(ReplyCode.ResourceError, $"the broker has {_options.Limits.Connections} connections, the most it is allowed");
            }
        }
        catch (AmqpException violation)
        {
            _goodbye ??= violation;
        }
        catch (Exception error) when (error is OperationCanceledException or IOException)
        {
            // The client is gone, in one of the ways transports have to say so. Or a wait was ended to say goodbye.
            if (_goodbye is null)
            {
                _output.Close();
            }
        }
        catch (Exception error)
        {
            _logger.ConnectionFailed(error);
            _goodbye = new AmqpException(ReplyCode.InternalError, "the broker failed over this connection; its log has the details", error);
        }
        finally
        {
            await EndAsync().ConfigureAwait(false);
            _connections.Leave(this);
        }
    }

    /// <inheritdoc/>
    void IWatched.Pulse()
    {
        if (_vitality.Pulse() is { } reason)
        {
            SayGoodbye(reason);
        }
    }

    private int LargestFrame => _class.Heartbeat is null ? AmqpProtocol.SmallestFrame : _wire.LargestFrame;

    private bool IsOver => _goodbye is not null || _class.IsClosed;

    private IDisposable? OnStopping() => _connection.Features.Get<IConnectionLifetimeNotificationFeature>()?.ConnectionClosedRequested.Register(
        static self => ((AmqpConnection)self!).Stop(), this);

    private void Stop()
    {
        _isStopping = true;
        SayGoodbye(new AmqpException(ReplyCode.ConnectionForced, "broker forced connection closure with reason 'shutdown'"));
    }

    // Waking the read loop may run it here and now, and whoever asks for that holds locks.
    private static void Later(Action wake) => ThreadPool.UnsafeQueueUserWorkItem(static wake => wake(), wake, preferLocal: false);

    // Ends the read loop from outside; the loop itself then says the words.
    private void SayGoodbye(AmqpException reason)
    {
        Interlocked.CompareExchange(ref _goodbye, reason, null);
        _connection.Transport.Input.CancelPendingRead();
        _stopsReading.Cancel();
    }

    private async Task ReadAsync()
    {
        var input = _connection.Transport.Input;
        while (!IsOver)
        {
            var result = await input.ReadAsync().ConfigureAwait(false);
            _vitality.Heard();
            var buffer = result.Buffer;
            try
            {
                while (Serve(ref buffer) is { } wait)
                {
                    await wait.WaitAsync(_stopsReading.Token).ConfigureAwait(false);
                    _vitality.Heard();
                }
            }
            finally
            {
                input.AdvanceTo(buffer.Start, buffer.End);
            }

            await _channels.EndFailedAsync().ConfigureAwait(false);
            if (result.IsCompleted && !IsOver)
            {
                _output.Close();
                return;
            }
        }
    }

    // Serves what came in, until something has to be waited for; null when nothing is left to serve.
    private Task? Serve(ref ReadOnlySequence<byte> buffer)
    {
        if (!_begun && !TryBegin(ref buffer))
        {
            return null;
        }

        var frames = new FrameCutter(buffer, LargestFrame, _joint);
        Task? wait = null;
        try
        {
            while (wait is null && !IsOver && frames.TryTake(out var frame))
            {
                wait = Serve(frame);
                if (wait is null && _wire.AreTooMany)
                {
                    // Not reading is what slows a publisher down: its socket fills up.
                    _channels.Flush();
                    wait = _wire.WhenFewerAsync(_stopsReading.Token).AsTask();
                }
            }
        }
        finally
        {
            buffer = frames.Rest;
            _joint = frames.Joint;
        }

        if (wait is null)
        {
            _channels.Flush();
        }

        return wait;
    }

    // A client of another protocol, or of another version, is told which one is spoken here.
    private bool TryBegin(ref ReadOnlySequence<byte> buffer)
    {
        if (buffer.Length < AmqpProtocol.HeaderBytes)
        {
            return false;
        }

        Span<byte> header = stackalloc byte[AmqpProtocol.HeaderBytes];
        buffer.Slice(0, AmqpProtocol.HeaderBytes).CopyTo(header);
        if (!header.SequenceEqual(AmqpProtocol.Header))
        {
            using var appending = _output.Append();
            appending.Bytes.Write(AmqpProtocol.Header);
            throw new AmqpException(ReplyCode.NotImplemented, "the client speaks another protocol than AMQP 0-9-1");
        }

        buffer = buffer.Slice(AmqpProtocol.HeaderBytes);
        _begun = true;
        _class.Begin();
        return true;
    }

    private Task? Serve(in AmqpFrame frame)
    {
        if (frame.Kind == FrameKind.Heartbeat)
        {
            return null;
        }

        if (frame.Channel != 0)
        {
            return _class.IsOpen
                ? _channels.Serve(frame)
                : throw new AmqpException(ReplyCode.ChannelError, $"a frame of channel {frame.Channel} came before the connection was open");
        }

        if (frame.Kind != FrameKind.Method)
        {
            throw new AmqpException(ReplyCode.CommandInvalid, $"a frame of kind {(byte)frame.Kind} came on channel 0, where only methods are allowed");
        }

        _class.Serve(MethodFrame.IdOf(frame.Payload), frame.Payload);
        if (_class is { IsOpen: false, Heartbeat: { } heartbeat })
        {
            _vitality.Settle(heartbeat);
            _logger.Welcomed(_connection.ConnectionId, $"{_connection.RemoteEndPoint}", _class.Client);
        }

        return null;
    }

    private async Task EndAsync()
    {
        if (_goodbye is { } goodbye)
        {
            _logger.Closed(_connection.ConnectionId, $"{_connection.RemoteEndPoint}", goodbye.Code, goodbye.Message);
            if (_isStopping)
            {
                await DrainAsync().ConfigureAwait(false);
            }

            if (_begun && (goodbye.Code != ReplyCode.AccessRefused || _wire.Capabilities.AuthenticationFailureClose))
            {
                _wire.Send(0, new ConnectionMethods.Close((ushort)goodbye.Code, goodbye.Message, _channels.FailedMethod.Class, _channels.FailedMethod.Method));
            }
        }

        await _channels.EndAsync(lost: !_class.IsClosed && !_isStopping).ConfigureAwait(false);
        await DeleteOwnQueuesAsync().ConfigureAwait(false);
        if (_class.IsClosed)
        {
            _wire.Send(0, default(ConnectionMethods.CloseOk));
        }

        if (_goodbye is not null)
        {
            await _farewell.LingerAsync(null).ConfigureAwait(false);
        }

        await _farewell.FlushAsync(Farewell.Patience).ConfigureAwait(false);
        _output.Close();
        await _connection.Transport.Output.CompleteAsync().ConfigureAwait(false);
        await _connection.Transport.Input.CompleteAsync().ConfigureAwait(false);
    }

    private async Task DeleteOwnQueuesAsync()
    {
        foreach (var queue in _wire.Exclusive.Leave(_wire))
        {
            try
            {
                await _wire.Broker.DeleteAsync(queue).ConfigureAwait(false);
            }
            catch (BrokerException)
            {
                // They are ephemeral: a broker that cannot delete them now has forgotten them when it is there again.
            }
        }
    }

    // What was read is still confirmed: nothing may follow the close.
    private async Task DrainAsync()
    {
        using var patience = new CancellationTokenSource(_options.DrainTimeout, _time);
        try
        {
            _channels.Flush();
            await _wire.WhenNoneAsync(patience.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            _logger.DrainTimedOut(_connection.ConnectionId, _options.DrainTimeout);
        }
    }
}
