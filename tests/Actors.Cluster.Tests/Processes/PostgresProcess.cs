using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Npgsql;

namespace Actors.Cluster.Tests.Processes;

/// <summary>A PostgreSQL of the test's own, on a folder and port of its own, to be killed.</summary>
internal sealed class PostgresProcess : IAsyncDisposable
{
    private static readonly Lazy<string?> Programs = new(FindPrograms);

    private readonly DirectoryInfo _folder;
    private readonly string _owner;
    private readonly int _port = FreePort();

    private PostgresProcess(DirectoryInfo folder, string owner) => (_folder, _owner) = (folder, owner);

    /// <summary>Whether there is one to be started.</summary>
    public static bool IsInstalled => OperatingSystem.IsLinux() && Programs.Value is not null;

    public string ConnectionString => $"Host=127.0.0.1;Port={_port};Username=actors;Database=postgres";

    private string Data => Path.Combine(_folder.FullName, "data");

    public static async Task<PostgresProcess> StartAsync()
    {
        // It refuses to run as root.
        var owner = Environment.IsPrivilegedProcess ? await RunAsync("id", "postgres") == 0 ? "postgres" : "nobody" : "";
        var folder = Directory.CreateTempSubdirectory("actors-pg-");
        var postgres = new PostgresProcess(folder, owner);
        try
        {
            if (owner.Length > 0)
            {
                await RunOrFailAsync("chown", owner, folder.FullName);
            }

            await postgres.RunAsOwnerAsync("initdb", "-D", postgres.Data, "-U", "actors", "-A", "trust", "-E", "UTF8", "--no-locale", "--no-sync");
            await postgres.ResumeAsync();
            return postgres;
        }
        catch
        {
            await postgres.DisposeAsync();
            throw;
        }
    }

    /// <summary>Starts it, again or for the first time, and waits until it takes connections.</summary>
    public Task ResumeAsync() => RunAsOwnerAsync(
        "pg_ctl", "-D", Data, "-l", Path.Combine(_folder.FullName, "data", "log"), "-w", "-t", "60", "start",
        "-o", $"-c listen_addresses=127.0.0.1 -c port={_port} -c unix_socket_directories={Data} -c max_connections=200 -c fsync=off");

    /// <summary>Ends all of its processes at once, without a word to anybody: SIGKILL.</summary>
    public async Task KillAsync()
    {
        // The first line of its lock file is the parent of all others.
        var parent = (await File.ReadAllLinesAsync(Path.Combine(Data, "postmaster.pid")))[0];
        var children = ChildrenOf(parent);
        await RunOrFailAsync("kill", ["-KILL", parent, .. children]);
        foreach (var child in children.Append(parent))
        {
            while (Directory.Exists($"/proc/{child}") && StateOf(child) is not 'Z')
            {
                await Task.Yield();
            }
        }
    }

    /// <summary>Cuts all connections to it, wherever they are in what they do.</summary>
    public async Task CutAsync()
    {
        await using var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(ConnectionString) { Pooling = false }.ConnectionString);
        await connection.OpenAsync();
        await using var cut = new NpgsqlCommand("select pg_terminate_backend(pid) from pg_stat_activity where pid <> pg_backend_pid() and backend_type = 'client backend'", connection);
        await cut.ExecuteNonQueryAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (File.Exists(Path.Combine(Data, "postmaster.pid")))
        {
            await KillAsync();
        }

        _folder.Delete(recursive: true);
    }

    private Task RunAsOwnerAsync(string program, params string[] arguments)
    {
        var path = Path.Combine(Programs.Value!, program);
        return _owner.Length > 0 ? RunOrFailAsync("runuser", ["-u", _owner, "--", path, .. arguments]) : RunOrFailAsync(path, arguments);
    }

    private static async Task RunOrFailAsync(string program, params string[] arguments)
    {
        var code = await RunAsync(program, arguments);
        Assert.True(code == 0, $"{program} {string.Join(' ', arguments)} ended with {code}.");
    }

    // Nothing is read of what it says: a server that goes on would keep the pipe open.
    private static async Task<int> RunAsync(string program, params string[] arguments)
    {
        var start = new ProcessStartInfo("sh", ["-c", "exec \"$@\" </dev/null >/dev/null 2>&1", "sh", program, .. arguments]) { WorkingDirectory = "/" };
        using var process = Process.Start(start)!;
        await process.WaitForExitAsync().Within(program);
        return process.ExitCode;
    }

    private static string[] ChildrenOf(string parent) =>
        [.. Directory.EnumerateDirectories("/proc").Select(Path.GetFileName).OfType<string>().Where(name => char.IsAsciiDigit(name[0]) && StatOf(name) is { } stat && stat.Split(' ')[1] == parent)];

    private static char? StateOf(string process) => StatOf(process)?[0];

    // What follows the name, which may have spaces in it: the state, the parent, and more.
    private static string? StatOf(string process)
    {
        try
        {
            var stat = File.ReadAllText($"/proc/{process}/stat");
            return stat[(stat.LastIndexOf(')') + 2)..];
        }
        catch (IOException)
        {
            // It has ended meanwhile.
            return null;
        }
    }

    private static string? FindPrograms()
    {
        var packaged = Directory.Exists("/usr/lib/postgresql") ? Directory.EnumerateDirectories("/usr/lib/postgresql").Order().Reverse().Select(version => Path.Combine(version, "bin")) : [];
        var onPath = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator);
        return packaged.Append("/usr/local/pgsql/bin").Concat(onPath).FirstOrDefault(folder => File.Exists(Path.Combine(folder, "initdb")) && File.Exists(Path.Combine(folder, "pg_ctl")));
    }

    private static int FreePort()
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return ((IPEndPoint)socket.LocalEndPoint!).Port;
    }
}
