using System.Runtime.InteropServices;
using System.Text;
using Actors.Gateway.Connections;
using Actors.Protocol.Amqp;

namespace Actors.Gateway.Amqp;

/// <summary>Decides whether a client may stay.</summary>
internal static class Handshake
{
    private const string Plain = "PLAIN";
    private const string AmqPlain = "AMQPLAIN";
    private const string Anonymous = "ANONYMOUS";

    /// <summary>What the broker says first.</summary>
    /// <param name="credentials">Who may come in.</param>
    public static ConnectionMethods.Start Start(Credentials credentials) => new(
        0, 9, Properties(), credentials.AreRequired ? $"{Plain} {AmqPlain}" : $"{Plain} {AmqPlain} {Anonymous}", "en_US");

    /// <summary>Checks the credentials of a client.</summary>
    /// <param name="hello">What it said.</param>
    /// <param name="credentials">Who may come in.</param>
    /// <returns>The user's name.</returns>
    /// <exception cref="AmqpException"><see cref="ReplyCode.AccessRefused"/>, or <see cref="ReplyCode.CommandInvalid"/> for an unknown mechanism.</exception>
    public static string Authenticate(in ConnectionMethods.StartOk hello, Credentials credentials)
    {
        var (user, password) = hello.Mechanism switch
        {
            Plain => ReadPlain(hello.Response.Span),
            AmqPlain => ReadAmqPlain(hello.Response.Span),
            Anonymous when !credentials.AreRequired => ("guest", ""),
            _ => throw new AmqpException(ReplyCode.CommandInvalid, $"the mechanism '{hello.Mechanism}' is not supported"),
        };
        return credentials.Allow(user, password)
            ? user
            : throw new AmqpException(ReplyCode.AccessRefused, $"Login was refused using authentication mechanism {hello.Mechanism}. For details see the broker logfile.");
    }

    // identity NUL user NUL password; the identity is empty as a rule and ignored.
    private static (string User, string Password) ReadPlain(ReadOnlySpan<byte> response)
    {
        var user = response.IndexOf((byte)0) + 1;
        var length = response[user..].IndexOf((byte)0);
        return user > 0 && length >= 0
            ? (Encoding.UTF8.GetString(response.Slice(user, length)), Encoding.UTF8.GetString(response[(user + length + 1)..]))
            : throw new AmqpException(ReplyCode.AccessRefused, "the credentials are not in the form of the mechanism PLAIN");
    }

    private static (string User, string Password) ReadAmqPlain(ReadOnlySpan<byte> response)
    {
        var table = FieldTable.Read(response);
        return table.TryGet("LOGIN", out var user) && user.Kind == HeaderKind.String && table.TryGet("PASSWORD", out var password) && password.Kind == HeaderKind.String
            ? (user.AsString(), password.AsString())
            : throw new AmqpException(ReplyCode.AccessRefused, "the credentials are not in the form of the mechanism AMQPLAIN");
    }

    private static MessageHeaders Properties() => new()
    {
        ["product"] = "Actors",
        ["version"] = typeof(Handshake).Assembly.GetName().Version!.ToString(3),
        ["platform"] = RuntimeInformation.FrameworkDescription,
        ["information"] = GatewayVersion.Name,
        ["capabilities"] = HeaderValue.Table(new MessageHeaders
        {
            ["publisher_confirms"] = true,
            ["exchange_exchange_bindings"] = true,
            ["basic.nack"] = true,
            ["consumer_cancel_notify"] = true,
            ["connection.blocked"] = true,
            ["consumer_priorities"] = true,
            ["authentication_failure_close"] = true,
            ["per_consumer_qos"] = true,
            ["direct_reply_to"] = true,
        }),
    };
}
