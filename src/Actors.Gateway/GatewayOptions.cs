using System.Net;
using Actors.Protocol.Amqp;
using Actors.Protocol.Native;

namespace Actors.Gateway;

/// <summary>Where the gateway listens, whom it lets in, and what it allows.</summary>
public sealed class GatewayOptions
{
    /// <summary>The address to listen on; loopback by default. Any other needs <see cref="User"/> and <see cref="Password"/>.</summary>
    public IPAddress Bind { get; set; } = IPAddress.Loopback;

    /// <summary>The port of the native protocol; 0 for any free one.</summary>
    public int Port { get; set; } = NativeProtocol.DefaultPort;

    /// <summary>The port of AMQP 0-9-1; 0 for any free one. Null, the default, means two above <see cref="Port"/>, which is 5672, or any free one like that.</summary>
    public int? AmqpPort { get; set; }

    /// <summary>The port of HTTP; 0 for any free one.</summary>
    public int HttpPort { get; set; } = 8080;

    /// <summary>Who may connect; null lets everybody in, which only loopback may. At most <see cref="Limits.NameBytes"/> bytes of UTF-8.</summary>
    public string? User { get; set; }

    /// <summary>The user's password. At most <see cref="Limits.NameBytes"/> bytes of UTF-8.</summary>
    public string? Password { get; set; }

    /// <summary>What clients have to keep to.</summary>
    public Limits Limits { get; set; } = Limits.Default;

    /// <summary>How long connections may go on answering what they have read when the host stops; 5 seconds by default.</summary>
    public TimeSpan DrainTimeout { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>Refuses options that contradict each other.</summary>
    /// <exception cref="BrokerException"><see cref="ErrorCode.InvalidArgument"/>, naming the option and what is allowed.</exception>
    public void Validate()
    {
        RequirePort(Port, nameof(Port));
        RequirePort(HttpPort, nameof(HttpPort));
        RequirePort(EffectiveAmqpPort, nameof(AmqpPort));
        RequireApart(Port, nameof(Port), HttpPort, nameof(HttpPort));
        RequireApart(Port, nameof(Port), EffectiveAmqpPort, nameof(AmqpPort));
        RequireApart(EffectiveAmqpPort, nameof(AmqpPort), HttpPort, nameof(HttpPort));

        Limits.Validate();
        if (string.IsNullOrEmpty(User) != string.IsNullOrEmpty(Password))
        {
            throw new BrokerException(ErrorCode.InvalidArgument, $"{nameof(User)} and {nameof(Password)} belong together; only one of them is set.");
        }

        RequireShort(User, nameof(User));
        RequireShort(Password, nameof(Password));
        if (!IPAddress.IsLoopback(Bind) && string.IsNullOrEmpty(User))
        {
            throw new BrokerException(ErrorCode.InvalidArgument, $"Listening on {Bind} lets in other machines and needs credentials: set {nameof(User)} and {nameof(Password)}, or bind a loopback address.");
        }
    }

    internal int EffectiveAmqpPort => AmqpPort ?? (Port == 0 ? 0 : Port + AmqpProtocol.DefaultPort - NativeProtocol.DefaultPort);

    private static void RequireApart(int one, string oneOption, int other, string otherOption)
    {
        if (one == other && one != 0)
        {
            throw new BrokerException(ErrorCode.InvalidArgument, $"{oneOption} and {otherOption} are both {one}; each needs a port of its own.");
        }
    }

    private static void RequirePort(int port, string option)
    {
        if (port is < IPEndPoint.MinPort or > IPEndPoint.MaxPort)
        {
            throw new BrokerException(ErrorCode.InvalidArgument, $"The {option} {port} is out of range; allowed: {IPEndPoint.MinPort} (any free one) to {IPEndPoint.MaxPort}.");
        }
    }

    private static void RequireShort(string? value, string option)
    {
        if (value is not null && System.Text.Encoding.UTF8.GetByteCount(value) > Limits.NameBytes)
        {
            throw new BrokerException(ErrorCode.InvalidArgument, $"The {option} has more than {Limits.NameBytes} bytes of UTF-8.");
        }
    }
}
