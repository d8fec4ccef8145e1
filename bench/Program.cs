using System.CommandLine;
using Actors.Bench;
using Actors.Bench.Machines;
using Actors.Bench.Micro;
using Actors.Bench.Scenarios;


var scenario = new Argument<string>("SCENARIO")
{
    Description = string.Join("\n", [.. BenchRun.Scenarios.Select(one => $"{one.Name}: {one.About}"), "all: one after the other", .. BenchRun.Others.Select(one => $"{one.Name}: {one.About}"), "cluster: those of the cluster"]),
    DefaultValueFactory = _ => "all",
};
scenario.AcceptOnlyFromAmong([.. BenchRun.Scenarios.Concat(BenchRun.Others).Select(one => one.Name), "all", "cluster"]);
var json = new Option<bool>("--json") { Description = "End with one line of JSON." };
var repetitions = new Option<int>("--repetitions") { Description = "How often everything is measured.", DefaultValueFactory = _ => 3 };
var seconds = new Option<double>("--seconds") { Description = "How long each load publishes.", DefaultValueFactory = _ => 3 };
var dataRoot = new Option<string?>("--data-root") { Description = "A folder on the disk to measure; by default the first of /tmp, /var/tmp and the current one that is on a disk." };
var inProcess = new Option<bool>("--in-process") { Description = "queue, latency and fanout without the wire: broker and load in one process." };
var host = new Option<string?>("--host") { Description = "Another build of the host, to compare with; by default this repository's." };
var root = new RootCommand("Measures the broker on this machine, against its goals.") { scenario, json, repetitions, seconds, dataRoot, inProcess, host };
root.SetAction(parsed => BenchRun.RunAsync(
    parsed.GetValue(scenario)!,
    new BenchSettings(parsed.GetValue(dataRoot), parsed.GetValue(repetitions), TimeSpan.FromSeconds(parsed.GetValue(seconds)), parsed.GetValue(inProcess), parsed.GetValue(host)),
    parsed.GetValue(json)));

var micro = new Command("micro", "Benchmarks of single steps, by BenchmarkDotNet; its own options follow.") { TreatUnmatchedTokensAsErrors = false };
micro.SetAction(parsed => MicroRun.Run([.. parsed.UnmatchedTokens]));
root.Subcommands.Add(micro);

var frames = new Argument<int>("FRAMES");
var echo = new Command(EchoProbe.Command) { frames };
echo.Hidden = true;
echo.SetAction(parsed => EchoServer.Run(parsed.GetValue(frames)));
root.Subcommands.Add(echo);

return await root.Parse(args).InvokeAsync();
