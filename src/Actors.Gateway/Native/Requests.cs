using Actors.Gateway.Connections;
using Actors.Protocol.Native;
using Microsoft.Extensions.Logging;

namespace Actors.Gateway.Native;

/// <summary>What the concerns of one connection share: the broker they ask, the way answers go, and the count of what is under way.</summary>
internal sealed class Requests : Pressure
{
    private readonly ILogger _logger;

    public Requests(IBroker broker, ConnectionOutput output, Limits limits, Budget unconfirmedOfAll, ILogger logger, CancellationToken connectionEnds)
        : base(output, limits, unconfirmedOfAll)
    {
        Broker = broker;
        _logger = logger;
        ConnectionEnds = connectionEnds;
    }

    /// <summary>Who carries the requests out.</summary>
    public IBroker Broker { get; }

    /// <summary>Ends the waits of this connection's requests.</summary>
    public CancellationToken ConnectionEnds { get; }

    /// <summary>Sends a frame.</summary>
    /// <param name="id">The request or consumer.</param>
    /// <param name="frame">The frame.</param>
    public void Send<TFrame>(uint id, in TFrame frame)
        where TFrame : struct, IFrame<TFrame>
    {
        using var appending = Output.Append();
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
        using var appending = Output.Append();
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
        await Output.WhenRoomAsync().ConfigureAwait(false);
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
