using Actors.Gateway.Connections;
using Actors.Protocol.Amqp;
using Microsoft.Extensions.Logging;

namespace Actors.Gateway.Amqp;

/// <summary>What everything on one connection shares: the broker it asks, the way out, what was agreed on with the client.</summary>
/// <param name="broker">Who carries requests out.</param>
/// <param name="output">The way out.</param>
/// <param name="limits">What is allowed.</param>
/// <param name="unconfirmedOfAll">The published bytes of all connections that wait to become durable.</param>
/// <param name="exclusive">Queues that belong to one connection.</param>
/// <param name="time">The clock.</param>
/// <param name="logger">Where faults are told.</param>
internal sealed class Wire(IBroker broker, ConnectionOutput output, Limits limits, Budget unconfirmedOfAll, ExclusiveQueues exclusive, TimeProvider time, ILogger logger)
    : Pressure(output, limits, unconfirmedOfAll)
{
    private long _gathered;
    private int _consumers;

    /// <summary>Who carries requests out.</summary>
    public IBroker Broker => broker;

    /// <summary>Queues that belong to one connection.</summary>
    public ExclusiveQueues Exclusive => exclusive;

    /// <summary>The time, in milliseconds since 1970.</summary>
    public long Now => time.GetUtcNow().ToUnixTimeMilliseconds();

    /// <summary>The names of the virtual host that the client opened.</summary>
    public Names Names { get; set; } = new(Names.DefaultHost);

    /// <summary>Who the client said it is.</summary>
    public string User { get; set; } = "";

    /// <summary>What the client can take.</summary>
    public ClientCapabilities Capabilities { get; set; }

    /// <summary>The largest frame either side may send, overhead included.</summary>
    public int LargestFrame { get; set; } = AmqpProtocol.SmallestFrame;

    /// <summary>The highest number of a channel.</summary>
    public ushort ChannelMax { get; set; } = AmqpProtocol.ChannelMax;

    /// <summary>Counts bodies that have begun and not ended; on the read loop.</summary>
    /// <param name="bytes">How much more, or less, of them there is.</param>
    /// <exception cref="AmqpException"><see cref="ReplyCode.ResourceError"/>: too much on all channels together.</exception>
    public void Gather(int bytes)
    {
        _gathered += bytes;
        if (_gathered > Limits.UnconfirmedBytesPerConnection)
        {
            throw new AmqpException(ReplyCode.ResourceError, $"{_gathered} bytes of unfinished contents wait on the channels of one connection; at most {Limits.UnconfirmedBytesPerConnection} may");
        }
    }

    /// <summary>A consumer comes.</summary>
    /// <exception cref="AmqpException"><see cref="ReplyCode.PreconditionFailed"/>: there are as many as there may be.</exception>
    public void EnterConsumer()
    {
        if (Interlocked.Increment(ref _consumers) > Limits.ConsumersPerConnection)
        {
            LeaveConsumer();
            throw new AmqpException(ReplyCode.PreconditionFailed, $"the connection has {Limits.ConsumersPerConnection} consumers, as many as are allowed");
        }
    }

    /// <summary>A consumer is gone.</summary>
    public void LeaveConsumer() => Interlocked.Decrement(ref _consumers);

    /// <summary>Ends the connection from outside its read loop, with an error.</summary>
    public Action<AmqpException> Break { get; set; } = static _ => { };

    /// <summary>Ends a channel from outside the read loop, with an error.</summary>
    public Action<AmqpChannel, AmqpException> BreakChannel { get; set; } = static (_, _) => { };

    /// <summary>Sends a method.</summary>
    /// <param name="channel">The channel; 0 for the connection.</param>
    /// <param name="method">The method.</param>
    public void Send<TMethod>(ushort channel, in TMethod method)
        where TMethod : struct, IMethod<TMethod>
    {
        using var appending = Output.Append();
        if (appending.IsOpen)
        {
            MethodFrame.Write(appending.Bytes, channel, method);
        }
    }

    /// <summary>The error as AMQP tells it.</summary>
    /// <param name="error">What went wrong.</param>
    public AmqpException Translate(Exception error)
    {
        switch (error)
        {
            case AmqpException already:
                return already;
            case BrokerException refusal:
                return new AmqpException(CodeOf(refusal.Code), refusal.Message, refusal);
            case OperationCanceledException:
                return new AmqpException(ReplyCode.ConnectionForced, "the connection ended before the request was carried out", error);
            default:
                logger.RequestFailed(error);
                return new AmqpException(ReplyCode.InternalError, "the broker failed over this request; its log has the details", error);
        }
    }

    private static ReplyCode CodeOf(ErrorCode code) => code switch
    {
        ErrorCode.NotFound or ErrorCode.Deleted => ReplyCode.NotFound,
        ErrorCode.InvalidArgument or ErrorCode.DefinitionMismatch or ErrorCode.LimitExceeded or ErrorCode.StaleLease or ErrorCode.StorageFull => ReplyCode.PreconditionFailed,
        ErrorCode.Unauthorized => ReplyCode.AccessRefused,
        ErrorCode.Unavailable => ReplyCode.ConnectionForced,
        _ => ReplyCode.InternalError,
    };
}
