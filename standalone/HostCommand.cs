using System.CommandLine;
using System.Reflection;
using Actors.Gateway.Settings;

namespace Actors.Hosting;

/// <summary>The command line: what it may say, and what the process answers to it.</summary>
internal static class HostCommand
{
    private const int Refused = 1;

    /// <summary>Runs the host until it is told to stop.</summary>
    /// <param name="args">The command line.</param>
    /// <returns>The exit code: 0 after an orderly stop, 1 when the host could not start or was told nonsense.</returns>
    public static async Task<int> RunAsync(string[] args)
    {
        var options = Options().ToDictionary(option => option.Key, option => option.Option);
        var root = new RootCommand("Actors: a durable message broker in one process.");
        foreach (var option in options.Values)
        {
            root.Options.Add(option);
        }

        root.SetAction(static _ => { });
        var parsed = root.Parse(args);
        if (parsed.Errors.Count > 0)
        {
            return Refuse(parsed.Errors[0].Message);
        }

        if (parsed.Action != root.Action)
        {
            return await parsed.InvokeAsync();
        }

        var given = options
            .Where(option => parsed.GetResult(option.Value) is not null)
            .ToDictionary(option => option.Key, option => parsed.GetValue(option.Value));
        try
        {
            await using var host = await Host.StartAsync(HostSettings.Read(given));
            await host.WaitForShutdownAsync();
            return 0;
        }
        catch (HostRefusal refusal)
        {
            return Refuse(refusal.Message);
        }
    }

    private static IEnumerable<(string Key, Option<string> Option)> Options()
    {
        yield return (HostSettings.Port, Option("--port", "Port of the native protocol; 0 for any free one."));
        yield return (HostSettings.AmqpPort, Option("--amqp-port", "Port of AMQP 0-9-1; 0 for any free one. Two above --port unless set."));
        yield return (HostSettings.HttpPort, Option("--http-port", "Port of HTTP: health, metrics, lists; 0 for any free one."));
        yield return (DataFolder.Key, Option("--data", "Folder of the journal; created if missing."));
        yield return (HostSettings.Bind, Option("--bind", "Address to listen on; any but loopback needs a user and a password."));
        yield return (HostSettings.User, Option("--user", "User that clients have to name."));
        yield return (HostSettings.Password, Option("--password", "The user's password; better given as ACTORS__PASSWORD."));
        foreach (var limit in HostSettings.LimitProperties)
        {
            yield return (HostSettings.KeyOf(limit), Option($"--limits:{limit.Name}", $"Limit {limit.Name}; default {DefaultOf(limit)}."));
        }
    }

    private static Option<string> Option(string name, string description) => new(name) { Description = description };

    private static object? DefaultOf(PropertyInfo limit) => limit.GetValue(Limits.Default);

    private static int Refuse(string reason)
    {
        Console.Error.WriteLine($"error: {reason.ReplaceLineEndings(" ")}");
        return Refused;
    }
}
