using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Actors.Bench.Machines;

namespace Actors.Bench.Amqp;

/// <summary>An installed RabbitMQ, started on a folder of its own with the settings it comes with.</summary>
/// <param name="folder">Where its data and logs go.</param>
internal sealed class RabbitBroker(string folder) : IAmqpBroker
{
    private static readonly TimeSpan StartTimeout = TimeSpan.FromMinutes(2);
    private static readonly string[] Places = ["/usr/lib/rabbitmq/bin/rabbitmq-server", "/usr/local/sbin/rabbitmq-server", "/opt/rabbitmq/sbin/rabbitmq-server"];

    private readonly int _distributionPort = FreePort();
    private readonly int _mapperPort = FreePort();
    private Process? _script;
    private int _machine;

    /// <summary>The installed server; null if there is none.</summary>
    public static string? Installed => Places.FirstOrDefault(File.Exists);

    /// <inheritdoc/>
    public string Name => "RabbitMQ";

    /// <inheritdoc/>
    public int Port { get; } = FreePort();

    /// <inheritdoc/>
    public ProcessUsage Usage => ProcessUsage.Of(_machine);

    /// <summary>Starts it and waits until it serves.</summary>
    public async Task StartAsync()
    {
        var start = new ProcessStartInfo(Installed ?? throw new BenchFailure("RabbitMQ is not installed: apt-get install rabbitmq-server"))
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        Directory.CreateDirectory(Path.Combine(folder, "home"));
        foreach (var (name, value) in Settings())
        {
            start.Environment[name] = value;
        }

        _script = Process.Start(start)!;
        _ = _script.StandardOutput.ReadToEndAsync();
        _ = _script.StandardError.ReadToEndAsync();
        await ServingAsync();
        _machine = DescendantOf(_script.Id, "beam.smp") ?? throw new BenchFailure("RabbitMQ serves, but its process cannot be found.");
    }

    /// <inheritdoc/>
    public async Task<TimeSpan> CrashAsync()
    {
        await KillAsync();
        var start = Stopwatch.GetTimestamp();
        await StartAsync();
        AmqpQueues.Declare(Port, "probe");
        return Stopwatch.GetElapsedTime(start);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_script is not null)
        {
            await KillAsync();
        }
    }

    private IEnumerable<(string Name, string Value)> Settings() =>
    [
        ("HOME", Path.Combine(folder, "home")),
        ("RABBITMQ_NODENAME", $"bench{Port}@localhost"),
        ("RABBITMQ_NODE_PORT", $"{Port}"),
        ("RABBITMQ_DIST_PORT", $"{_distributionPort}"),
        ("RABBITMQ_NODE_IP_ADDRESS", "127.0.0.1"),
        ("RABBITMQ_MNESIA_BASE", Path.Combine(folder, "mnesia")),
        ("RABBITMQ_LOG_BASE", Path.Combine(folder, "log")),
        ("RABBITMQ_ENABLED_PLUGINS_FILE", Path.Combine(folder, "plugins")),
        ("ERL_EPMD_PORT", $"{_mapperPort}"),
        ("ERL_EPMD_ADDRESS", "127.0.0.1"),
    ];

    private async Task ServingAsync()
    {
        var start = Stopwatch.GetTimestamp();
        while (true)
        {
            try
            {
                using var probe = new LeanConnection(Port);
                return;
            }
            catch (SocketException) when (Stopwatch.GetElapsedTime(start) < StartTimeout && !_script!.HasExited)
            {
                await Task.Delay(20);
            }
            catch (SocketException error)
            {
                throw new BenchFailure($"RabbitMQ did not serve within {StartTimeout}; its logs are in {folder}.", error);
            }
        }
    }

    // The script, the virtual machine, and the mapper of ports that it leaves behind.
    private async Task KillAsync()
    {
        var mapper = MapperOf(_mapperPort);
        _script!.Kill(entireProcessTree: true);
        await _script.WaitForExitAsync();
        _script.Dispose();
        _script = null;
        if (mapper is { } id)
        {
            using var process = Process.GetProcessById(id);
            process.Kill();
        }
    }

    private static int? DescendantOf(int parent, string name)
    {
        foreach (var (id, itsParent, itsName) in Processes())
        {
            if (itsParent == parent)
            {
                if (itsName == name)
                {
                    return id;
                }

                if (DescendantOf(id, name) is { } found)
                {
                    return found;
                }
            }
        }

        return null;
    }

    private static int? MapperOf(int port) => Processes()
        .Where(process => process.Name == "epmd" && EnvironmentOf(process.Id).Contains($"ERL_EPMD_PORT={port}\0", StringComparison.Ordinal))
        .Select(process => (int?)process.Id)
        .FirstOrDefault();

    private static string EnvironmentOf(int id)
    {
        try
        {
            return File.ReadAllText($"/proc/{id}/environ");
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }

    private static IEnumerable<(int Id, int Parent, string Name)> Processes()
    {
        foreach (var entry in Directory.EnumerateDirectories("/proc"))
        {
            if (!int.TryParse(Path.GetFileName(entry), NumberStyles.None, CultureInfo.InvariantCulture, out var id))
            {
                continue;
            }

            string stat;
            try
            {
                stat = File.ReadAllText(Path.Combine(entry, "stat"));
            }
            catch (IOException)
            {
                // It has ended meanwhile.
                continue;
            }

            var (open, close) = (stat.IndexOf('('), stat.LastIndexOf(')'));
            yield return (id, int.Parse(stat[(close + 2)..].Split(' ')[1], CultureInfo.InvariantCulture), stat[(open + 1)..close]);
        }
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
