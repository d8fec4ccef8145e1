using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Npgsql;

namespace Actors.Bench.Cluster;

/// <summary>A PostgreSQL of the benchmark's own, durable as in production, in a folder that goes with it.</summary>
internal sealed class PostgresProcess : IAsyncDisposable
{
    private const string User = "actors";

    private static readonly string[] Places = ["/usr/lib/postgresql", "/usr/local/pgsql", "/opt/homebrew/opt/postgresql"];

    private readonly string _programs;
    private readonly string _folder;

    private PostgresProcess(string programs, string folder, int port)
    {
        (_programs, _folder) = (programs, folder);
        ConnectionString = new NpgsqlConnectionStringBuilder { Host = "127.0.0.1", Port = port, Username = User, Database = "postgres" }.ConnectionString;
    }

    /// <summary>The database.</summary>
    public string ConnectionString { get; }

    /// <summary>Starts one.</summary>
    /// <param name="folder">An empty folder on the disk to be measured.</param>
    /// <exception cref="BenchFailure">PostgreSQL is not installed, or does not start.</exception>
    public static async Task<PostgresProcess> StartAsync(string folder)
    {
        var place = Path.Combine(folder, "postgres");
        Directory.CreateDirectory(place);
        var port = FreePort();
        var postgres = new PostgresProcess(Find(), place, port);
        if (Environment.IsPrivilegedProcess)
        {
            // It refuses to run as root.
            await RunAsync("chown", "postgres", place);
        }

        await postgres.RunOwnAsync("initdb", "-D", place, "-U", User, "-A", "trust", "-E", "UTF8", "--no-locale");
        await postgres.RunOwnAsync(
            "pg_ctl", "-D", place, "-l", Path.Combine(place, "log"), "-w", "-t", "60", "start", "-o",
            $"-c listen_addresses=127.0.0.1 -c port={port} -c unix_socket_directories={place} -c max_connections=200 -c shared_buffers=256MB -c max_wal_size=4GB");
        return postgres;
    }

    /// <summary>Transactions committed so far, of everybody.</summary>
    public async Task<long> CommitsAsync()
    {
        await using var connection = new NpgsqlConnection(ConnectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand("select sum(xact_commit)::bigint from pg_stat_database", connection);
        return (long)(await command.ExecuteScalarAsync())!;
    }

    /// <summary>Processor time of the server with all its processes, those that have ended included.</summary>
    public TimeSpan Cpu()
    {
        var server = File.ReadLines(Path.Combine(_folder, "postmaster.pid")).First();
        var ticks = 0L;
        foreach (var process in Directory.EnumerateDirectories("/proc").Where(folder => char.IsAsciiDigit(Path.GetFileName(folder)[0])))
        {
            try
            {
                // Behind the program's name: its state, its parent, and from the twelfth on its times and those of its ended children.
                var stat = File.ReadAllText(Path.Combine(process, "stat"));
                var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
                if (fields[1] == server || Path.GetFileName(process) == server)
                {
                    ticks += fields[11..15].Sum(field => long.Parse(field, CultureInfo.InvariantCulture));
                }
            }
            catch (IOException)
            {
                // It has ended since the folder was listed; its parent counts it.
            }
        }

        return TimeSpan.FromSeconds(ticks / 100.0);
    }

    public async ValueTask DisposeAsync()
    {
        NpgsqlConnection.ClearAllPools();
        await RunOwnAsync("pg_ctl", "-D", _folder, "-m", "immediate", "-w", "stop");
        if (Environment.IsPrivilegedProcess)
        {
            await RunAsync("chown", "-R", "root", _folder);
        }
    }

    private Task RunOwnAsync(string program, params string[] arguments)
    {
        var path = Path.Combine(_programs, program);
        return Environment.IsPrivilegedProcess ? RunAsync("runuser", ["-u", "postgres", "--", path, .. arguments]) : RunAsync(path, arguments);
    }

    // Nothing is read from it: the server inherits its output and never closes it.
    private static async Task RunAsync(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo("/bin/sh", ["-c", "exec \"$0\" \"$@\" >/dev/null 2>&1", program, .. arguments]) { WorkingDirectory = "/" })!;
        await process.WaitForExitAsync();
        if (process.ExitCode != 0)
        {
            throw new BenchFailure($"{program} {string.Join(' ', arguments)} ended with exit code {process.ExitCode}.");
        }
    }

    private static string Find() => Places.Where(Directory.Exists)
        .SelectMany(place => Directory.EnumerateDirectories(place).Prepend(place))
        .OrderDescending(StringComparer.Ordinal)
        .Select(version => Path.Combine(version, "bin"))
        .FirstOrDefault(programs => File.Exists(Path.Combine(programs, "initdb")))
        ?? throw new BenchFailure($"PostgreSQL is not installed: there is no initdb below {string.Join(", ", Places)}.");

    private static int FreePort()
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return ((IPEndPoint)socket.LocalEndPoint!).Port;
    }
}
