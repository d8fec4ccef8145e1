using System.Globalization;
using System.Text;
using Actors.Protocol.Amqp;

namespace Actors.Gateway.Amqp;

/// <summary>What the queues and exchanges of a virtual host are called in the broker, whose names are stricter than those of AMQP.</summary>
/// <remarks>
/// In the virtual host <c>/</c> a queue's name is the same on both sides, so that AMQP and native clients meet. In any other the
/// broker's name is <c>host%:name</c>. In AMQP a queue and an exchange may have the same name, in the broker not: that of an
/// exchange is <c>%x:name</c> or <c>host%x:name</c>. What the broker does not allow in a name, and the percent sign, becomes
/// <c>%XX</c>: so no name of one virtual host is ever a name of another.
/// </remarks>
/// <param name="virtualHost">The virtual host.</param>
internal sealed class Names(string virtualHost)
{
    /// <summary>The virtual host that clients open unless told otherwise.</summary>
    public const string DefaultHost = "/";

    private const char Escape = '%';
    private const string HostEnd = "%:";
    private const string ExchangeMark = "%x:";

    private readonly string _prefix = virtualHost == DefaultHost ? "" : Escaped(virtualHost) + HostEnd;
    private readonly string _exchangePrefix = (virtualHost == DefaultHost ? "" : Escaped(virtualHost)) + ExchangeMark;

    /// <summary>The virtual host.</summary>
    public string VirtualHost => virtualHost;

    /// <summary>What the broker calls a queue.</summary>
    /// <param name="name">What AMQP clients call it.</param>
    /// <exception cref="AmqpException"><see cref="ReplyCode.PreconditionFailed"/>: the name is too long for the broker.</exception>
    public string ToBroker(string name) => Fitting(_prefix, name);

    /// <summary>What the broker calls an exchange.</summary>
    /// <param name="name">What AMQP clients call it.</param>
    /// <exception cref="AmqpException"><see cref="ReplyCode.PreconditionFailed"/>: the name is too long for the broker.</exception>
    public string ExchangeToBroker(string name) => Fitting(_exchangePrefix, name);

    private static string Fitting(string prefix, string name)
    {
        var full = prefix + Escaped(name);
        return Encoding.UTF8.GetByteCount(full) <= Limits.NameBytes
            ? full
            : throw new AmqpException(ReplyCode.PreconditionFailed, $"the name '{name}' takes more than {Limits.NameBytes} bytes once its virtual host is put in front and special characters are escaped");
    }

    private static string Escaped(string name)
    {
        if (!name.AsSpan().ContainsAnyInRange('\0', ' ') && name.AsSpan().IndexOfAny(Escape, EntityName.Separator, '\x7F') < 0)
        {
            return name;
        }

        var escaped = new StringBuilder();
        foreach (var letter in name)
        {
            _ = letter is <= ' ' or Escape or EntityName.Separator or '\x7F'
                ? escaped.Append(CultureInfo.InvariantCulture, $"{Escape}{(int)letter:X2}")
                : escaped.Append(letter);
        }

        return escaped.ToString();
    }
}
