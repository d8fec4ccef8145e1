using System.Diagnostics;
using System.Text;

namespace Actors.Cluster.Tests.Processes;

/// <summary>A silo-host as a process of its own, to be killed, frozen and stopped.</summary>
internal sealed class SiloProcess : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);

    private readonly Process _process;
    private readonly StringBuilder _output = new();
    private readonly TaskCompletionSource<string> _native = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private SiloProcess(Process process) => _process = process;

    /// <summary>Host and port of the native protocol.</summary>
    public string Endpoint { get; private set; } = "";

    public int ExitCode => _process.ExitCode;

    public string Output
    {
        get
        {
            lock (_output)
            {
                return _output.ToString();
            }
        }
    }

    /// <param name="connectionString">The cluster's database.</param>
    /// <param name="probeTimeout">How long it lets others leave a probe unanswered.</param>
    /// <param name="port">Port of the native protocol; 0 for any.</param>
    public static async Task<SiloProcess> StartAsync(string connectionString, TimeSpan probeTimeout, int port = 0)
    {
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var argument in new[] { PathOfHost(), "--postgres", connectionString, "--port", $"{port}", "--http-port", "0", "--probe-timeout-ms", $"{(int)probeTimeout.TotalMilliseconds}" })
        {
            start.ArgumentList.Add(argument);
        }

        var silo = new SiloProcess(new Process { StartInfo = start });
        silo._process.OutputDataReceived += (_, line) => silo.Read(line.Data);
        silo._process.ErrorDataReceived += (_, line) => silo.Read(line.Data);
        silo._process.Start();
        silo._process.BeginOutputReadLine();
        silo._process.BeginErrorReadLine();
        try
        {
            await silo._ready.Task.WaitAsync(Patience);
            silo.Endpoint = await silo._native.Task;
            return silo;
        }
        catch (TimeoutException)
        {
            await silo.DisposeAsync();
            throw new TimeoutException($"The silo did not say within {Patience.TotalSeconds} seconds that it listens. It said: {silo.Output}");
        }
    }

    public Task KillAsync()
    {
        _process.Kill();
        return ExitedAsync("after SIGKILL");
    }

    /// <summary>Asks for an orderly end.</summary>
    public async Task StopAsync()
    {
        Signal("TERM");
        await ExitedAsync("after SIGTERM");
        Assert.True(_process.ExitCode == 0, $"The silo ended with {_process.ExitCode}: {Output}");
    }

    public void Freeze() => Signal("STOP");

    public void Thaw() => Signal("CONT");

    public async Task ExitedAsync(string when)
    {
        using var patience = new CancellationTokenSource(Patience);
        try
        {
            await _process.WaitForExitAsync(patience.Token);
        }
        catch (OperationCanceledException)
        {
            throw new TimeoutException($"The silo did not end within {Patience.TotalSeconds} seconds {when}. It said: {Output}");
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
            await _process.WaitForExitAsync();
        }

        _process.Dispose();
    }

    private void Signal(string signal)
    {
        using var kill = Process.Start("kill", [$"-{signal}", $"{_process.Id}"]);
        kill.WaitForExit();
    }

    private void Read(string? line)
    {
        if (line is null)
        {
            return;
        }

        lock (_output)
        {
            _output.AppendLine(line);
        }

        const string Native = "native actors://";
        if (line.StartsWith(Native, StringComparison.Ordinal))
        {
            _native.TrySetResult(line[Native.Length..]);
        }
        else if (line.StartsWith("silo ", StringComparison.Ordinal))
        {
            _ready.TrySetResult();
        }
    }

    // .../tests/Actors.Cluster.Tests/bin/<configuration>/<framework>/
    private static string PathOfHost()
    {
        var output = new DirectoryInfo(AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar));
        var root = output.Parent!.Parent!.Parent!.Parent!.Parent!.FullName;
        return Path.Combine(root, "silo-host", "bin", output.Parent.Name, output.Name, "actors-silo.dll");
    }
}
