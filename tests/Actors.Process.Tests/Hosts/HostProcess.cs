using System.Collections.Concurrent;
using System.Diagnostics;

namespace Actors.Process.Tests.Hosts;

/// <summary>The real host as a process of its own, from start to exit or kill.</summary>
internal sealed class HostProcess : IDisposable
{
    private readonly System.Diagnostics.Process _process;
    private readonly ConcurrentQueue<string> _errors = new();

    private HostProcess(System.Diagnostics.Process process)
    {
        _process = process;
        _process.ErrorDataReceived += (_, line) =>
        {
            if (line.Data is { Length: > 0 } text)
            {
                _errors.Enqueue(text);
            }
        };
        _process.BeginErrorReadLine();
    }

    /// <summary>The port of the native protocol.</summary>
    public int Port { get; private init; }

    /// <summary>What it logged of errors; a healthy host has none to tell of.</summary>
    public IEnumerable<string> Complaints => _errors.Where(line => line.StartsWith("fail:", StringComparison.Ordinal) || line.StartsWith("crit:", StringComparison.Ordinal) || line.Contains("Unhandled", StringComparison.Ordinal));

    /// <summary>Starts the host and waits until it listens.</summary>
    /// <param name="folder">Where it keeps its data.</param>
    /// <param name="port">The port to listen on; 0 for any.</param>
    public static async Task<HostProcess> StartAsync(string folder, int port)
    {
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = folder };
        string[] arguments = [Path.Combine(AppContext.BaseDirectory, "actors.dll"), "--port", $"{port}", "--http-port", "0", "--data", Path.Combine(folder, "data")];
        foreach (var argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        var process = System.Diagnostics.Process.Start(start)!;
        var native = await process.StandardOutput.ReadLineAsync().Within("the host to say where it listens");
        if (native is null)
        {
            throw new InvalidOperationException($"The host ended at once: {await process.StandardError.ReadToEndAsync()}");
        }

        return new HostProcess(process) { Port = new Uri(native.Replace("native ", "", StringComparison.Ordinal)).Port };
    }

    /// <summary>Kills it without a word, as a power switch would: SIGKILL.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync().Within("the killed host to be gone");
    }

    /// <summary>Asks it to stop (SIGTERM).</summary>
    public async Task TerminateAsync()
    {
        using var kill = System.Diagnostics.Process.Start("kill", ["-TERM", $"{_process.Id}"]);
        await kill.WaitForExitAsync().Within("the signal to be sent");
    }

    /// <summary>Waits for its end.</summary>
    public async Task<int> ExitCodeAsync()
    {
        await _process.WaitForExitAsync().Within("the host to stop");
        return _process.ExitCode;
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
            _process.WaitForExit();
        }

        _process.Dispose();
    }
}
