using System.Globalization;
using System.Net;
using Actors.Protocol.Native;

namespace Actors;

/// <summary>Takes a connection string apart.</summary>
/// <remarks><c>actors://[user[:password]@]host[:port][,host[:port]]…[?name=text&amp;publisher=text]</c>; an IPv6 host stands in brackets.</remarks>
internal static class ConnectionString
{
    private const string Scheme = "actors://";

    public static ActorsClientOptions Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (!text.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase))
        {
            throw Invalid($"it must begin with '{Scheme}'");
        }

        var options = new ActorsClientOptions();
        var (rest, query) = Split(text[Scheme.Length..], '?');
        var at = rest.LastIndexOf('@');
        if (at >= 0)
        {
            var (user, password) = Split(rest[..at], ':');
            options.User = Uri.UnescapeDataString(user);
            options.Password = Uri.UnescapeDataString(password);
        }

        options.Endpoints = [.. rest[(at + 1)..].TrimEnd('/').Split(',').Select(ParseEndpoint)];
        foreach (var parameter in query.Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            var (key, value) = Split(parameter, '=');
            switch (key)
            {
                case "name":
                    options.Name = Uri.UnescapeDataString(value);
                    break;
                case "publisher":
                    options.Publisher = Uri.UnescapeDataString(value);
                    break;
                default:
                    throw Invalid($"it has the parameter '{key}'; allowed: name, publisher");
            }
        }

        options.Validate();
        return options;
    }

    private static DnsEndPoint ParseEndpoint(string text)
    {
        var colon = text.LastIndexOf(':');
        var hasPort = colon > text.LastIndexOf(']');
        var host = (hasPort ? text[..colon] : text).Trim('[', ']');
        if (host.Length == 0 || Uri.CheckHostName(host) == UriHostNameType.Unknown)
        {
            throw Invalid($"'{text}' is not a host, or a host and a port");
        }

        if (!hasPort)
        {
            return new DnsEndPoint(host, NativeProtocol.DefaultPort);
        }

        return ushort.TryParse(text.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var port) && port > 0
            ? new DnsEndPoint(host, port)
            : throw Invalid($"'{text[(colon + 1)..]}' is not a port from 1 to {ushort.MaxValue}");
    }

    private static (string Head, string Tail) Split(string text, char separator)
    {
        var at = text.IndexOf(separator);
        return at < 0 ? (text, "") : (text[..at], text[(at + 1)..]);
    }

    private static BrokerException Invalid(string reason) => new(ErrorCode.InvalidArgument, $"The connection string is not usable: {reason}.");
}
