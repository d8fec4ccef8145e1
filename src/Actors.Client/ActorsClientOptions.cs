using System.Net;
using Microsoft.Extensions.Logging;

namespace Actors;

/// <summary>How a client reaches its broker and how much it keeps in memory, with the default of everything.</summary>
public sealed class ActorsClientOptions
{
    /// <summary>The brokers, tried in turn; loopback on the default port unless set. At least one.</summary>
    public IReadOnlyList<DnsEndPoint> Endpoints { get; set; } = [new("localhost", Protocol.Native.NativeProtocol.DefaultPort)];

    /// <summary>What the broker calls this client in its logs; the process name by default, at most <see cref="Limits.NameBytes"/> bytes.</summary>
    public string Name { get; set; } = AppDomain.CurrentDomain.FriendlyName;

    /// <summary>
    /// The client's id as a publisher; null, the default, for none. A client with an id numbers what it publishes to queues and
    /// topics, and sends again by itself what was under way when a connection broke: it is stored once, and confirmed. Without
    /// one such publishes fail with <see cref="ErrorCode.OutcomeUnknown"/>. One client at a time may have an id: one that
    /// begins to publish later ends the earlier one's publishing with <see cref="ErrorCode.Fenced"/>. Exchanges refuse it.
    /// At most <see cref="Limits.NameBytes"/> bytes.
    /// </summary>
    public string? Publisher { get; set; }

    /// <summary>The user to connect as; empty, the default, for none.</summary>
    public string User { get; set; } = "";

    /// <summary>The user's password.</summary>
    public string Password { get; set; } = "";

    /// <summary>How long one endpoint may take to accept and to welcome the client; 5 seconds by default.</summary>
    public TimeSpan ConnectTimeout { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// How long a broker may be silent, pings included, before it is taken for dead and the next endpoint is tried; 10 seconds by
    /// default, or less if the broker says so. Shorter brings clients of a frozen broker elsewhere sooner, and leaves brokers that
    /// only stall.
    /// </summary>
    public TimeSpan LongestSilence { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>The pause after all endpoints have failed once; it doubles from round to round and is jittered. 100 milliseconds by default.</summary>
    public TimeSpan ReconnectDelay { get; set; } = TimeSpan.FromMilliseconds(100);

    /// <summary>The longest pause between rounds; 10 seconds by default.</summary>
    public TimeSpan LongestReconnectDelay { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// How long calls wait for a lost connection to come back, counted from its loss; 30 seconds by default. Then they fail
    /// with <see cref="ErrorCode.Unavailable"/> until it is there again. Consumers wait for as long as it takes.
    /// </summary>
    public TimeSpan Patience { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>Most messages published and not yet confirmed; further publishes wait. 32,768 by default.</summary>
    public int UnconfirmedMessages { get; set; } = 32_768;

    /// <summary>Most encoded bytes published and not yet confirmed; further publishes wait. 8 MiB by default. One publish may be larger.</summary>
    public int UnconfirmedBytes { get; set; } = 8 * 1024 * 1024;

    /// <summary>How long disposing the client waits for publishes under way to be confirmed; 5 seconds by default.</summary>
    public TimeSpan CloseTimeout { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>Where the client reports lost connections and what it does about them; nowhere by default.</summary>
    public ILoggerFactory? LoggerFactory { get; set; }

    /// <summary>The client's clock; the system's by default.</summary>
    public TimeProvider TimeProvider { get; set; } = TimeProvider.System;

    /// <summary>Reads <c>actors://user:password@host:port,host2:port2?name=...&amp;publisher=...</c>; everything but the first host may be left out.</summary>
    /// <param name="connectionString">The text; user, password, name and publisher may be percent-encoded.</param>
    /// <exception cref="BrokerException"><see cref="ErrorCode.InvalidArgument"/>, naming the part that is wrong. Passwords are never part of the text.</exception>
    public static ActorsClientOptions Parse(string connectionString) => ConnectionString.Parse(connectionString);

    /// <summary>Refuses options that are out of range.</summary>
    /// <exception cref="BrokerException"><see cref="ErrorCode.InvalidArgument"/>, naming the option and its range.</exception>
    public void Validate()
    {
        Require(Endpoints is { Count: > 0 }, nameof(Endpoints), "at least one");
        Require(Endpoints.All(endpoint => endpoint.Port is > 0 and <= ushort.MaxValue), nameof(Endpoints), "ports from 1 to 65535");
        Require(Fits(Name), nameof(Name), $"at most {Limits.NameBytes} bytes of UTF-8");
        Require(Publisher is null || (Publisher.Length > 0 && Fits(Publisher)), nameof(Publisher), $"1 to {Limits.NameBytes} bytes of UTF-8, or none");
        Require(Fits(User), nameof(User), $"at most {Limits.NameBytes} bytes of UTF-8");
        Require(Fits(Password), nameof(Password), $"at most {Limits.NameBytes} bytes of UTF-8");
        Require(ConnectTimeout > TimeSpan.Zero, nameof(ConnectTimeout), "above zero");
        Require(LongestSilence >= TimeSpan.FromMilliseconds(100), nameof(LongestSilence), "at least 100 milliseconds");
        Require(ReconnectDelay > TimeSpan.Zero, nameof(ReconnectDelay), "above zero");
        Require(LongestReconnectDelay >= ReconnectDelay, nameof(LongestReconnectDelay), $"at least {nameof(ReconnectDelay)}");
        Require(Patience >= TimeSpan.Zero, nameof(Patience), "zero or above");
        Require(UnconfirmedMessages >= 1, nameof(UnconfirmedMessages), "at least 1");
        Require(UnconfirmedBytes >= 64 * 1024, nameof(UnconfirmedBytes), "at least 65536");
        Require(CloseTimeout >= TimeSpan.Zero, nameof(CloseTimeout), "zero or above");
    }

    private static bool Fits(string text) => text is not null && System.Text.Encoding.UTF8.GetByteCount(text) <= Limits.NameBytes;

    private static void Require(bool holds, string option, string allowed)
    {
        if (!holds)
        {
            throw new BrokerException(ErrorCode.InvalidArgument, $"The client option {option} is out of range; allowed: {allowed}.");
        }
    }
}
