using Actors.Gateway.Connections;
using Actors.Protocol.Amqp;

namespace Actors.Gateway.Amqp;

/// <summary>The methods of a connection as a whole, from its header to its end.</summary>
/// <param name="wire">The connection.</param>
/// <param name="credentials">Who may come in.</param>
internal sealed class ConnectionClass(Wire wire, Credentials credentials)
{
    // As RabbitMQ proposes it.
    private const ushort HeartbeatSeconds = 60;

    private MethodId _expected = MethodId.ConnectionStartOk;

    /// <summary>Whether a virtual host is open: only then channels may be.</summary>
    public bool IsOpen { get; private set; }

    /// <summary>Whether the client has ended the connection in order; it is told so when everything of it has ended.</summary>
    public bool IsClosed { get; private set; }

    /// <summary>What the client calls itself; empty before it said so.</summary>
    public string Client { get; private set; } = "";

    /// <summary>After how long a silence a sign of life is due; zero for never. Known once limits are settled.</summary>
    public TimeSpan? Heartbeat { get; private set; }

    /// <summary>Begins the conversation.</summary>
    public void Begin() => wire.Send(0, Handshake.Start(credentials));

    /// <summary>Serves a method.</summary>
    /// <param name="id">The method.</param>
    /// <param name="payload">The method frame's payload.</param>
    public void Serve(MethodId id, ReadOnlySpan<byte> payload)
    {
        if (id == MethodId.ConnectionClose)
        {
            IsClosed = true;
        }
        else if (IsOpen)
        {
            ServeOpen(id, payload);
        }
        else if (id == _expected)
        {
            Negotiate(id, payload);
        }
        else
        {
            throw Misplaced(id);
        }
    }

    private void ServeOpen(MethodId id, ReadOnlySpan<byte> payload)
    {
        switch (id)
        {
            case MethodId.ConnectionUpdateSecret:
                UpdateSecret(MethodFrame.Read<ConnectionMethods.UpdateSecret>(payload));
                break;
            case MethodId.ConnectionCloseOk:
                break;
            default:
                throw Misplaced(id);
        }
    }

    private void Negotiate(MethodId id, ReadOnlySpan<byte> payload)
    {
        switch (id)
        {
            case MethodId.ConnectionStartOk:
                Start(MethodFrame.Read<ConnectionMethods.StartOk>(payload));
                _expected = MethodId.ConnectionTuneOk;
                break;
            case MethodId.ConnectionTuneOk:
                Tune(MethodFrame.Read<ConnectionMethods.TuneOk>(payload));
                _expected = MethodId.ConnectionOpen;
                break;
            default:
                Open(MethodFrame.Read<ConnectionMethods.Open>(payload));
                break;
        }
    }

    private void Start(in ConnectionMethods.StartOk hello)
    {
        wire.Capabilities = ClientCapabilities.Of(hello.ClientProperties);
        wire.User = Handshake.Authenticate(hello, credentials);
        Client = hello.ClientProperties.TryGet("product", out var product) && product.Kind == HeaderKind.String ? product.AsString() : "";
        wire.Send(0, new ConnectionMethods.Tune(AmqpProtocol.ChannelMax, AmqpProtocol.LargestFrame, HeartbeatSeconds));
    }

    private void Tune(in ConnectionMethods.TuneOk settled)
    {
        var frameMax = settled.FrameMax == 0 ? AmqpProtocol.LargestFrame : settled.FrameMax;
        if (frameMax is < AmqpProtocol.SmallestFrame or > AmqpProtocol.LargestFrame)
        {
            throw new AmqpException(ReplyCode.NotAllowed, $"negotiated frame_max = {frameMax} is out of range; allowed: {AmqpProtocol.SmallestFrame} to {AmqpProtocol.LargestFrame}");
        }

        if (settled.ChannelMax > AmqpProtocol.ChannelMax)
        {
            throw new AmqpException(ReplyCode.NotAllowed, $"negotiated channel_max = {settled.ChannelMax} is higher than the maximum allowed value ({AmqpProtocol.ChannelMax})");
        }

        wire.LargestFrame = (int)frameMax;
        wire.ChannelMax = settled.ChannelMax == 0 ? AmqpProtocol.ChannelMax : settled.ChannelMax;
        Heartbeat = TimeSpan.FromSeconds(settled.Heartbeat);
    }

    private void Open(in ConnectionMethods.Open open)
    {
        if (open.VirtualHost.Length == 0)
        {
            throw new AmqpException(ReplyCode.InvalidPath, "the name of a virtual host must not be empty");
        }

        wire.Names = new Names(open.VirtualHost);
        IsOpen = true;
        wire.Send(0, default(ConnectionMethods.OpenOk));
    }

    private void UpdateSecret(in ConnectionMethods.UpdateSecret update)
    {
        if (!credentials.Allow(wire.User, System.Text.Encoding.UTF8.GetString(update.NewSecret.Span)))
        {
            throw new AmqpException(ReplyCode.NotAllowed, "New secret was refused by one of the backends");
        }

        wire.Send(0, default(ConnectionMethods.UpdateSecretOk));
    }

    private static AmqpException Misplaced(MethodId id) => new(ReplyCode.CommandInvalid, $"the method {(uint)id >> 16}.{(ushort)id} has no place here on channel 0");
}
