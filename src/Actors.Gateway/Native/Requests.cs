using Actors.Gateway.Connections;
using Actors.Protocol.Native;
using Microsoft.Extensions.Logging;

namespace Actors.Gateway.Native;

/// <summary>What the concerns of one connection share: the broker they ask, the way answers go, and the count of what is under way.</summary>
internal sealed class Requests
{
    private readonly ConnectionOutput _output;
    private readonly ILogger _logger;
    private readonly Budget _requests;
    private readonly Budget _any = new(limit: 1);
    private readonly Budget _unconfirmed;
    private readonly Budget _unconfirmedOfAll;

    public Requests(IBroker broker, ConnectionOutput output, Limits limits, Budget unconfirmedOfAll, ILogger logger, CancellationToken connectionEnds)
    {
        Broker = broker;
        Limits = limits;
        _output = output;
        _logger = logger;
        _requests = new Budget(limits.RequestsPerConnection);
        _unconfirmed = new Budget(limits.UnconfirmedBytesPerConnection);
        _unconfirmedOfAll = unconfirmedOfAll;
        ConnectionEnds = connectionEnds;
    }

    /// <summary>Who carries the requests out.</summary>
    public IBroker Broker { get; }

    /// <summary>What is allowed.</summary>
    public Limits Limits { get; }

    /// <summary>Ends the waits of this connection's requests.</summary>
    public CancellationToken ConnectionEnds { get; }

    /// <summary>Whether nothing more should be read for now.</summary>
    public bool AreTooMany => _requests.IsExhausted || _unconfirmed.IsExhausted || _unconfirmedOfAll.IsExhausted || _output.IsFull;

    /// <summary>Waits until more may be read.</summary>
    /// <param name="cancellationToken">Stops waiting.</param>
    public async ValueTask WhenFewerAsync(CancellationToken cancellationToken)
    {
        while (AreTooMany)
        {
            await _requests.WhenBelowAsync(cancellationToken).ConfigureAwait(false);
            await _unconfirmed.WhenBelowAsync(cancellationToken).ConfigureAwait(false);
            await _unconfirmedOfAll.WhenBelowAsync(cancellationToken).ConfigureAwait(false);
            await _output.WhenRoomAsync().WaitAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Waits until all that was begun has ended.</summary>
    /// <param name="cancellationToken">Stops waiting.</param>
    public ValueTask WhenNoneAsync(CancellationToken cancellationToken) => _any.WhenBelowAsync(cancellationToken);

    /// <summary>A request is under way.</summary>
    /// <param name="publishedBytes">What it publishes.</param>
    public void Begin(int publishedBytes = 0)
    {
        _requests.Take(1);
        _any.Take(1);
        if (publishedBytes > 0)
        {
            _unconfirmed.Take(publishedBytes);
            _unconfirmedOfAll.Take(publishedBytes);
        }
    }

    /// <summary>A request is over.</summary>
    /// <param name="publishedBytes">What it published.</param>
    public void End(int publishedBytes = 0)
    {
        if (publishedBytes > 0)
        {
            _unconfirmed.Return(publishedBytes);
            _unconfirmedOfAll.Return(publishedBytes);
        }

        _requests.Return(1);
        _any.Return(1);
    }

    /// <summary>Sends a frame.</summary>
    /// <param name="id">The request or consumer.</param>
    /// <param name="frame">The frame.</param>
    public void Send<TFrame>(uint id, in TFrame frame)
        where TFrame : struct, IFrame<TFrame>
    {
        using var appending = _output.Append();
        if (appending.IsOpen)
        {
            FrameWriter.Write(appending.Bytes, id, frame);
        }
    }

    /// <summary>Sends a run of messages.</summary>
    /// <param name="consumer">The session.</param>
    /// <param name="run">The run; together with its overhead not over the limit of a frame.</param>
    public void Deliver(uint consumer, in DeliveryRun run)
    {
        using var appending = _output.Append();
        if (appending.IsOpen)
        {
            DeliverFrame.Write(appending.Bytes, consumer, run);
        }
    }

    /// <summary>Sends a frame that can be large, once there is room for it.</summary>
    /// <param name="id">The request.</param>
    /// <param name="frame">The frame.</param>
    public async ValueTask SendLargeAsync<TFrame>(uint id, TFrame frame)
        where TFrame : struct, IFrame<TFrame>
    {
        await _output.WhenRoomAsync().ConfigureAwait(false);
        Send(id, frame);
    }

    /// <summary>Answers a request with the error that ended it.</summary>
    /// <param name="id">The request.</param>
    /// <param name="error">What went wrong.</param>
    public void Refuse(uint id, Exception error) => Send(id, AsFrame(error));

    private ErrorFrame AsFrame(Exception error)
    {
        switch (error)
        {
            case BrokerException refusal:
                return new ErrorFrame(refusal.Code, refusal.Message);
            case OperationCanceledException:
                return new ErrorFrame(ErrorCode.Unavailable, "The connection ended before the request was carried out.");
            default:
                _logger.RequestFailed(error);
                return new ErrorFrame(ErrorCode.Internal, "The broker failed over this request; its log has the details.");
        }
    }
}
