using System.CommandLine;
using Actors.Sample.FirstSteps;
using Actors.Sample.Ingestion;

namespace Actors.Sample;

/// <summary>The command line.</summary>
internal static class SampleCommand
{
    // Longer than a client takes to say goodbye to its broker.
    private static readonly TimeSpan LongestStop = TimeSpan.FromSeconds(15);

    /// <summary>Runs the sample.</summary>
    /// <param name="args">The command line.</param>
    /// <returns>0 when nothing was lost and every check held, 1 when not or without a broker, 130 after Ctrl-C.</returns>
    public static Task<int> RunAsync(string[] args)
    {
        var broker = new Option<string>("--broker") { Description = "The broker.", DefaultValueFactory = _ => "actors://127.0.0.1:5670", Recursive = true };
        var documents = new Option<string>("--documents") { Description = "Folder whose files are ingested; this repository's docs if not given.", DefaultValueFactory = _ => DocumentFolder.Default() };
        var parsers = Count("--parsers", "Workers that parse documents; one of them is killed.", 3, least: 2);
        var embedders = Count("--embedders", "Workers that embed chunks.", 2);
        var requests = Count("--requests", "Inference requests.", 200, least: 10);
        var events = Count("--events", "Events that are broadcast.", 10_000);
        var subscribers = Count("--subscribers", "Clients that get every event.", 30);
        var root = new RootCommand("Plays the four jobs of a message broker against a running one, and counts what becomes of every message.")
        {
            broker, documents, parsers, embedders, requests, events, subscribers,
        };
        root.SetAction((parsed, cancellationToken) => Sample.RunAsync(
            new SampleOptions(
                parsed.GetValue(broker)!,
                parsed.GetValue(documents)!,
                parsed.GetValue(parsers),
                parsed.GetValue(embedders),
                parsed.GetValue(requests),
                parsed.GetValue(events),
                parsed.GetValue(subscribers)),
            cancellationToken));
        var hello = new Command("hello", "Publishes one message and consumes it: the ten lines of the README.");
        hello.SetAction((parsed, _) => SayHelloAsync(parsed.GetValue(broker)!));
        root.Subcommands.Add(hello);
        return root.Parse(args).InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = LongestStop });
    }

    private static async Task<int> SayHelloAsync(string broker)
    {
        try
        {
            await Hello.RunAsync(broker);
            return 0;
        }
        catch (BrokerException error)
        {
            Console.Error.WriteLine($"error: {error.Message}");
            return 1;
        }
    }

    private static Option<int> Count(string name, string description, int usual, int least = 1)
    {
        var option = new Option<int>(name) { Description = description, DefaultValueFactory = _ => usual };
        option.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int>() < least)
            {
                result.AddError($"{name} must be at least {least}.");
            }
        });
        return option;
    }
}
