using System.CommandLine;
using Actors.Cluster.Postgres;
using Actors.Gateway.Settings;
using Npgsql;

namespace Actors.Hosting;

/// <summary>The command line: what it may say, and what the process answers to it.</summary>
internal static class SiloCommand
{
    private const int Refused = 1;

    // The host itself listens to signals and bounds how long its end may take; cut short, it could not hand over its queues.
    private static readonly InvocationConfiguration Invocation = new() { ProcessTerminationTimeout = null };

    /// <summary>Runs the silo until it is told to stop, or upgrades the tables and ends.</summary>
    /// <param name="args">The command line.</param>
    /// <returns>The exit code: 0 after an orderly end, 1 when the silo could not start or was told nonsense.</returns>
    public static async Task<int> RunAsync(string[] args)
    {
        var options = Options().ToDictionary(option => option.Key, option => option.Option);
        var root = new RootCommand("Actors: a durable message broker on a cluster of silos over PostgreSQL.");
        var migrate = new Command("migrate", "Creates the tables, or brings them up to date, and ends.");
        root.Subcommands.Add(migrate);
        foreach (var option in options.Values)
        {
            option.Recursive = true;
            root.Options.Add(option);
        }

        root.SetAction((parsed, _) => AnswerAsync(() => ServeAsync(Read(parsed, options))));
        migrate.SetAction((parsed, _) => AnswerAsync(() => MigrateAsync(Read(parsed, options))));
        var command = root.Parse(args);
        return command.Errors.Count > 0 ? Refuse(command.Errors[0].Message) : await command.InvokeAsync(Invocation);
    }

    private static IEnumerable<(string Key, Option<string> Option)> Options()
    {
        yield return (SiloSettings.PostgresKey, Option("--postgres", "Connection string of the cluster's database; better given as ACTORS__POSTGRES."));
        yield return (SiloSettings.ClusterIdKey, Option("--cluster-id", "Name of the cluster; silos with the same name and database form one."));
        yield return (HostSettings.Port, Option("--port", "Port of the native protocol; 0 for any free one."));
        yield return (HostSettings.AmqpPort, Option("--amqp-port", "Port of AMQP 0-9-1; 0 for any free one. Two above --port unless set."));
        yield return (HostSettings.HttpPort, Option("--http-port", "Port of HTTP: health, metrics, lists; 0 for any free one."));
        yield return (SiloSettings.SiloPortKey, Option("--silo-port", "Port for the other silos; 0, the default, for any free one."));
        yield return (SiloSettings.GatewayPortKey, Option("--gateway-port", "Port for Orleans clients; 0, the default, for any free one."));
        yield return (SiloSettings.AddressKey, Option("--silo-address", "Address at which other silos reach this one; that of --bind by default."));
        yield return (SiloSettings.ProbeTimeoutKey, Option("--probe-timeout-ms", "How long a silo may leave a probe unanswered, in milliseconds; two in a row and it is replaced."));
        yield return (HostSettings.Bind, Option("--bind", "Address to listen on; any but loopback needs a user and a password."));
        yield return (HostSettings.User, Option("--user", "User that clients have to name."));
        yield return (HostSettings.Password, Option("--password", "The user's password; better given as ACTORS__PASSWORD."));
        foreach (var limit in HostSettings.LimitProperties)
        {
            yield return (HostSettings.KeyOf(limit), Option($"--limits:{limit.Name}", $"Limit {limit.Name}; default {limit.GetValue(Limits.Default)}."));
        }
    }

    private static Option<string> Option(string name, string description) => new(name) { Description = description };

    private static SiloSettings Read(ParseResult parsed, Dictionary<string, Option<string>> options) => SiloSettings.Read(options
        .Where(option => parsed.GetResult(option.Value) is not null)
        .ToDictionary(option => option.Key, option => parsed.GetValue(option.Value)));

    private static async Task ServeAsync(SiloSettings settings)
    {
        await using var host = await SiloHost.StartAsync(settings);
        await host.WaitForShutdownAsync();
    }

    private static async Task MigrateAsync(SiloSettings settings)
    {
        var applied = await Schema.MigrateAsync(settings.Postgres);
        Console.Out.WriteLine(applied.Count == 0 ? $"version {Schema.Version} is there" : $"applied {string.Join(", ", applied)}");
    }

    private static async Task<int> AnswerAsync(Func<Task> work)
    {
        try
        {
            await work();
            return 0;
        }
        catch (Exception refusal) when (refusal is HostRefusal or BrokerException or NpgsqlException or InvalidOperationException or ArgumentException)
        {
            return Refuse(refusal.Message);
        }
    }

    private static int Refuse(string reason)
    {
        Console.Error.WriteLine($"error: {reason.ReplaceLineEndings(" ")}");
        return Refused;
    }
}
