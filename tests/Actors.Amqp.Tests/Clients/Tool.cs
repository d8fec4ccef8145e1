using System.Diagnostics;

namespace Actors.Amqp.Tests.Clients;

/// <summary>Somebody else's client, started as a program of its own.</summary>
internal static class Tool
{
    /// <summary>Whether a program can be started and is content.</summary>
    /// <param name="program">The program.</param>
    /// <param name="arguments">What makes it say whether it is content, by its exit code.</param>
    public static bool IsThere(string program, params string[] arguments)
    {
        try
        {
            using var process = Start(program, arguments);
            process.WaitForExit();
            return process.ExitCode == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }

    /// <summary>Runs a program, which must succeed and have said so for each of its scenarios.</summary>
    /// <param name="program">The program.</param>
    /// <param name="arguments">Its arguments.</param>
    /// <param name="scenarios">How many scenarios it has.</param>
    public static async Task RunAsync(string program, IEnumerable<string> arguments, int scenarios)
    {
        using var process = Start(program, arguments);
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEndAsync();
        try
        {
            await process.WaitForExitAsync().WaitAsync(3 * Patience.Limit);
        }
        catch (TimeoutException)
        {
            process.Kill(entireProcessTree: true);
            Assert.Fail($"Within {3 * Patience.Limit} {program} did not end. It said:\n{await output}{await errors}");
        }

        Assert.True(process.ExitCode == 0, $"{program} failed with {process.ExitCode}. It said:\n{await output}{await errors}");
        Assert.Equal(scenarios, (await output).Split('\n').Count(line => line.StartsWith("ok ", StringComparison.Ordinal)));
    }

    /// <summary>Where a script of this project is.</summary>
    /// <param name="name">Its name, with folders.</param>
    public static string PathOf(string name) => Path.Combine(AppContext.BaseDirectory, "Clients", name);

    private static Process Start(string program, IEnumerable<string> arguments) =>
        Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
}
