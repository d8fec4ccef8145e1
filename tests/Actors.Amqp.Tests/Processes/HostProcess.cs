using System.Diagnostics;

namespace Actors.Amqp.Tests.Processes;

/// <summary>The real host as a process of its own, from start to kill.</summary>
internal sealed class HostProcess : IDisposable
{
    private readonly Process _process;

    private HostProcess(Process process, int port) => (_process, Port) = (process, port);

    /// <summary>The port of AMQP.</summary>
    public int Port { get; }

    /// <summary>Starts the host and waits until it listens.</summary>
    /// <param name="folder">Where it keeps its data.</param>
    /// <param name="port">The port of AMQP; 0 for any.</param>
    public static async Task<HostProcess> StartAsync(string folder, int port)
    {
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true, WorkingDirectory = folder };
        string[] arguments = [Path.Combine(AppContext.BaseDirectory, "actors.dll"), "--port", "0", "--amqp-port", $"{port}", "--http-port", "0", "--data", Path.Combine(folder, "data")];
        foreach (var argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        var process = Process.Start(start)!;
        while (await process.StandardOutput.ReadLineAsync().Within("the host to say where it listens") is { } line)
        {
            if (line.StartsWith("amqp ", StringComparison.Ordinal))
            {
                return new HostProcess(process, new Uri(line["amqp ".Length..]).Port);
            }
        }

        throw new InvalidOperationException("The host ended before it said where it listens.");
    }

    /// <summary>Kills it without a word, as a power switch would: SIGKILL.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync().Within("the killed host to be gone");
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
