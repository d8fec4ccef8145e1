using System.Buffers;
using Actors.Gateway.Connections;
using Actors.Protocol.Native;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.Extensions.Logging;

namespace Actors.Gateway.Native;

/// <summary>One connection of the native protocol, from its Hello to its end.</summary>
internal sealed class NativeConnection : IWatched
{
    // Clients that know of goodbyes answer at once; for others it is like a broker that goes down a little later.
    private static readonly TimeSpan LeavePatience = TimeSpan.FromSeconds(1);

    private readonly ConnectionContext _connection;
    private readonly GatewayOptions _options;
    private readonly GatewayConnections _connections;
    private readonly Credentials _credentials;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly CancellationTokenSource _ends;
    private readonly Silence _silence;
    private readonly ConnectionOutput _output;
    private readonly Farewell _farewell;
    private readonly Requests _requests;
    private readonly Publishing _publishing;
    private readonly Consuming _consuming;
    private readonly Settling _settling;
    private readonly Receiving _receiving;
    private readonly Administration _administration;
    private readonly CancellationTokenSource _stopsReading;
    private long _flushesSeen;
    private BrokerException? _goodbye;
    private ITimer? _leaving;
    private volatile bool _readsNoMore;
    private bool _clientLeft;
    private bool _welcomed;

    public NativeConnection(ConnectionContext connection, IBroker broker, GatewayOptions options, Credentials credentials, GatewayConnections connections, TimeProvider time, ILogger logger)
    {
        _connection = connection;
        _options = options;
        _connections = connections;
        _credentials = credentials;
        _time = time;
        _logger = logger;
        _ends = CancellationTokenSource.CreateLinkedTokenSource(connection.ConnectionClosed);
        _stopsReading = CancellationTokenSource.CreateLinkedTokenSource(connection.ConnectionClosed);
        _silence = new Silence(time, options.Limits);
        _output = new ConnectionOutput(connection.Transport.Output, options.Limits.UnsentBytesPerConnection);
        _farewell = new Farewell(connection, _output, time);
        _requests = new Requests(broker, _output, options.Limits, connections.UnconfirmedBytes, logger, _ends.Token);
        _publishing = new Publishing(_requests);
        _consuming = new Consuming(_requests, _output);
        _settling = new Settling(_requests, _consuming);
        _receiving = new Receiving(_requests);
        _administration = new Administration(_requests);
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
                _goodbye = new BrokerException(ErrorCode.LimitExceeded, $"The broker has {_options.Limits.Connections} connections, the most it is allowed.");
            }
        }
        catch (BrokerException violation)
        {
            _goodbye = violation;
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
            _goodbye = new BrokerException(ErrorCode.Internal, "The broker failed over this connection; its log has the details.", error);
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
        if (IsOwnSilence())
        {
            _silence.Heard();
            if (!_output.IsFull)
            {
                // Its pings are not read: it must not take that for the silence of a dead broker.
                _requests.Send(0, new PingFrame());
            }
        }

        switch (_silence.Judge())
        {
            case Verdict.Ping:
                _requests.Send(0, new PingFrame());
                break;
            case Verdict.Late:
                SayGoodbye(new BrokerException(ErrorCode.Timeout, $"No hello came within {_options.Limits.Handshake}."));
                break;
            case Verdict.Dead:
                SayGoodbye(new BrokerException(ErrorCode.Timeout, $"Nothing was heard for {_options.Limits.Idle}."));
                break;
        }
    }

    // While reading pauses nothing can be heard. A client that does not read either is the exception: from it, a sign of
    // life is that its socket takes something.
    private bool IsOwnSilence()
    {
        var flushes = _output.Flushes;
        var moves = flushes != _flushesSeen;
        _flushesSeen = flushes;
        return _requests.AreTooMany && (moves || !_output.IsFull);
    }

    private int LargestFrame => _welcomed ? _options.Limits.FrameBytes : NativeProtocol.LargestHello;

    private IDisposable? OnStopping() => _connection.Features.Get<IConnectionLifetimeNotificationFeature>()?.ConnectionClosedRequested.Register(
        static self => ((NativeConnection)self!).Leave(new BrokerException(ErrorCode.Unavailable, "The broker is going down.")), this);

    // The client is told at once, and served until it has said goodbye, too: nothing that it sent before it knew is refused,
    // and what it sends elsewhere afterwards cannot be stored before. One that says nothing is not waited for long.
    private void Leave(BrokerException reason)
    {
        if (!_welcomed)
        {
            SayGoodbye(reason);
        }
        else if (Interlocked.CompareExchange(ref _goodbye, reason, null) is null)
        {
            _requests.Send(0, new GoodbyeFrame(reason.Code, reason.Message));
            _leaving = _time.CreateTimer(static self => ((NativeConnection)self!).ReadNoMore(), this, LeavePatience, Timeout.InfiniteTimeSpan);
        }
    }

    // Ends the read loop from outside; the loop itself then says the words.
    private void SayGoodbye(BrokerException reason)
    {
        Interlocked.CompareExchange(ref _goodbye, reason, null);
        ReadNoMore();
    }

    private void ReadNoMore()
    {
        _readsNoMore = true;
        _connection.Transport.Input.CancelPendingRead();
        _stopsReading.Cancel();
    }

    private async Task ReadAsync()
    {
        var input = _connection.Transport.Input;
        while (!_readsNoMore)
        {
            var result = await input.ReadAsync().ConfigureAwait(false);
            _silence.Heard();
            var buffer = result.Buffer;
            try
            {
                while (!_readsNoMore && Frame.TryTake(ref buffer, LargestFrame, out var frame))
                {
                    Serve(frame);
                    if (_requests.AreTooMany)
                    {
                        await WaitForAnswersAsync().ConfigureAwait(false);
                    }
                }
            }
            finally
            {
                // What is not served any more has to be seen by whoever reads next.
                input.AdvanceTo(buffer.Start, _readsNoMore ? buffer.Start : buffer.End);
            }

            if (result.IsCompleted)
            {
                End();
                return;
            }
        }
    }

    // The client has closed its side. In the middle of a goodbye that means no more than that it has sent its last.
    private void End()
    {
        _clientLeft = _goodbye is not null;
        if (!_clientLeft)
        {
            _output.Close();
        }
    }

    // Not reading is what slows a publisher down: its socket fills up.
    private async ValueTask WaitForAnswersAsync()
    {
        await _requests.WhenFewerAsync(_stopsReading.Token).ConfigureAwait(false);
        _silence.Heard();
    }

    private void Serve(in Frame frame)
    {
        if (!_welcomed)
        {
            Welcome(frame);
            return;
        }

        switch (frame.Type)
        {
            case FrameType.Publish:
                _publishing.Publish(frame);
                break;
            case FrameType.PublishWith:
                _publishing.PublishWith(frame);
                break;
            case FrameType.Settle:
                _settling.Settle(frame);
                break;
            case FrameType.Extend:
                _settling.Extend(frame);
                break;
            case FrameType.Attach:
                _consuming.Attach(frame);
                break;
            case FrameType.SetPrefetch:
                _consuming.SetPrefetch(frame);
                break;
            case FrameType.Detach:
                _consuming.Detach(frame);
                break;
            case FrameType.Receive:
                _receiving.Receive(frame);
                break;
            case FrameType.Cancel:
                _receiving.Cancel(frame);
                break;
            case FrameType.Ping:
                frame.Read<PingFrame>();
                _requests.Send(frame.Id, new PongFrame());
                break;
            case FrameType.Pong:
                frame.Read<PongFrame>();
                break;
            case FrameType.Goodbye when _goodbye is not null:
                _clientLeft = _readsNoMore = true;
                break;
            default:
                _administration.Serve(frame);
                break;
        }
    }

    private void Welcome(in Frame frame)
    {
        var hello = Handshake.Accept(frame, _credentials);
        _welcomed = true;
        _silence.Welcomed();
        _requests.Send(0, Handshake.Welcome(_options.Limits));
        _logger.Welcomed(_connection.ConnectionId, $"{_connection.RemoteEndPoint}", hello.Client);
    }

    private async Task EndAsync()
    {
        var goodbye = _goodbye;
        if (goodbye is not null)
        {
            _logger.Refused(_connection.ConnectionId, $"{_connection.RemoteEndPoint}", goodbye.Code, goodbye.Message);
            if (_leaving is null)
            {
                _requests.Send(0, new GoodbyeFrame(goodbye.Code, goodbye.Message));
            }
        }

        var drains = goodbye?.Code == ErrorCode.Unavailable;
        await _consuming.EndAsync(goodbye, lost: !drains).ConfigureAwait(false);
        if (drains)
        {
            await DrainAsync().ConfigureAwait(false);
        }

        if (_clientLeft)
        {
            await _farewell.FlushAsync(_options.DrainTimeout).ConfigureAwait(false);
        }
        else if (goodbye is not null)
        {
            await _farewell.LingerAsync(drains ? RefuseRest : null).ConfigureAwait(false);
        }

        if (_leaving is not null)
        {
            await _leaving.DisposeAsync().ConfigureAwait(false);
        }

        _output.Close();
        await _ends.CancelAsync().ConfigureAwait(false);
        await _farewell.FlushAsync(Farewell.Patience).ConfigureAwait(false);
        await _connection.Transport.Output.CompleteAsync().ConfigureAwait(false);
        await _connection.Transport.Input.CompleteAsync().ConfigureAwait(false);
    }

    // What comes after all patience is not carried out, and the client is told so: otherwise it could only guess.
    private SequencePosition RefuseRest(ReadOnlySequence<byte> buffer)
    {
        while (Frame.TryTake(ref buffer, LargestFrame, out var frame))
        {
            if (frame.Id != 0 && frame.Type is not (FrameType.Ping or FrameType.Pong or FrameType.SetPrefetch or FrameType.Detach or FrameType.Cancel))
            {
                _requests.Refuse(frame.Id, _goodbye!);
            }
        }

        return buffer.Start;
    }

    // What was read is still answered.
    private async Task DrainAsync()
    {
        using var patience = new CancellationTokenSource(_options.DrainTimeout, _time);
        _receiving.CancelAll();
        try
        {
            await _requests.WhenNoneAsync(patience.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            _logger.DrainTimedOut(_connection.ConnectionId, _options.DrainTimeout);
        }
    }
}
