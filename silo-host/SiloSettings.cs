using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Actors.Gateway.Settings;

namespace Actors.Hosting;

/// <summary>What a silo was told beyond what every host is told.</summary>
/// <param name="Host">Where to listen for clients, for whom, within which limits.</param>
/// <param name="Postgres">The connection string of the cluster's database.</param>
/// <param name="ClusterId">Which cluster; silos with the same name and database form one.</param>
/// <param name="Address">Where other silos and Orleans clients reach this one.</param>
/// <param name="SiloPort">The port for other silos.</param>
/// <param name="GatewayPort">The port for Orleans clients.</param>
/// <param name="ProbeTimeout">How long a probe may stay unanswered; null for the default.</param>
internal sealed record SiloSettings(
    HostSettings Host, string Postgres, string ClusterId, IPAddress Address, int SiloPort, int GatewayPort, TimeSpan? ProbeTimeout)
{
    public const string PostgresKey = "Actors:Postgres";
    public const string ClusterIdKey = "Actors:ClusterId";
    public const string AddressKey = "Actors:SiloAddress";
    public const string SiloPortKey = "Actors:SiloPort";
    public const string GatewayPortKey = "Actors:GatewayPort";
    public const string ProbeTimeoutKey = "Actors:ProbeTimeoutMs";

    /// <summary>Reads all sources.</summary>
    /// <param name="commandLine">What the command line says, by configuration key.</param>
    /// <exception cref="HostRefusal">A value is missing, or not what it has to be.</exception>
    public static SiloSettings Read(IReadOnlyDictionary<string, string?> commandLine)
    {
        var host = HostSettings.Read(commandLine);
        var configuration = host.Configuration;
        var postgres = configuration[PostgresKey];
        if (string.IsNullOrWhiteSpace(postgres))
        {
            throw new HostRefusal("The database is missing: give --postgres \"Host=...;Database=...;Username=...\", or ACTORS__POSTGRES in the environment.");
        }

        var probe = Number(configuration, ProbeTimeoutKey, 100, 60_000);
        return new SiloSettings(
            host,
            postgres,
            configuration[ClusterIdKey] is { Length: > 0 } cluster ? cluster : "actors",
            AddressOf(configuration, host),
            Port(configuration, SiloPortKey),
            Port(configuration, GatewayPortKey),
            probe is { } milliseconds ? TimeSpan.FromMilliseconds(milliseconds) : null);
    }

    // Other machines cannot reach a silo at the address that stands for all of them: then it is this machine's own.
    private static IPAddress AddressOf(IConfiguration configuration, HostSettings host)
    {
        if (configuration[AddressKey] is { Length: > 0 } text)
        {
            return IPAddress.TryParse(text, out var address) ? address : throw new HostRefusal($"The setting SiloAddress is '{text}'; allowed: an IP address.");
        }

        var bind = host.Gateway.Bind;
        if (!bind.Equals(IPAddress.Any) && !bind.Equals(IPAddress.IPv6Any))
        {
            return bind;
        }

        return Dns.GetHostAddresses(Dns.GetHostName(), AddressFamily.InterNetwork).FirstOrDefault(own => !IPAddress.IsLoopback(own))
            ?? throw new HostRefusal("This machine has no address that other silos could reach; give one with --silo-address.");
    }

    private static int Port(IConfiguration configuration, string key) =>
        Number(configuration, key, 0, ushort.MaxValue) is > 0 and var port ? port : FreePort();

    // Orleans announces the ports before it listens, so a free one has to be found beforehand.
    private static int FreePort()
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Any, 0));
        return ((IPEndPoint)socket.LocalEndPoint!).Port;
    }

    private static int? Number(IConfiguration configuration, string key, int lowest, int highest)
    {
        if (configuration[key] is not { Length: > 0 } text)
        {
            return null;
        }

        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= lowest && number <= highest
            ? number
            : throw new HostRefusal($"The setting {key["Actors:".Length..]} is '{text}'; allowed: {lowest} to {highest}.");
    }
}
