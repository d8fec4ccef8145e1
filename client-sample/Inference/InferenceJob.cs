using Actors.Sample.Bookkeeping;

namespace Actors.Sample.Inference;

/// <summary>Job 2, fair distribution of expensive work: requests of different cost are shared by three model servers of different speed.</summary>
internal sealed class InferenceJob(SampleRun run) : IJob
{
    /// <summary>Where requests wait for a server.</summary>
    public const string Queue = "sample.inference";

    private const int Seed = 7;

    private static readonly (string Name, int Speed)[] Servers = [("small", 50), ("medium", 100), ("large", 200)];

    private readonly Ledger _ledger = new();
    private readonly List<ModelServer> _servers = [];

    /// <inheritdoc/>
    public string Title => "inference";

    /// <inheritdoc/>
    public IReadOnlyList<string> Sources { get; } = [Queue];

    /// <inheritdoc/>
    public (long Done, long Total) Progress => (_ledger.Done, _ledger.Sent);

    /// <inheritdoc/>
    public IReadOnlyList<JobReport> Reports => [JobReport.Of("inference", _ledger)];

    /// <inheritdoc/>
    public IReadOnlyList<Check> Checks =>
    [
        new("every request was answered once", _ledger.Processed == run.Options.Requests && _ledger.Repeated == 0),
        new("every model server had its share", _servers.All(server => server.Answered > 0)),
    ];

    /// <inheritdoc/>
    public async Task PrepareAsync(IBroker broker, CancellationToken stop)
    {
        await broker.DeclareAsync(new QueueDefinition(Queue) { LeaseTimeout = TimeSpan.FromSeconds(10) }, stop);
        await run.TellOfLeftOversAsync(broker, Sources, stop);
    }

    /// <inheritdoc/>
    public async Task RunAsync(CancellationToken stop)
    {
        await using var crew = new Crew(stop);
        foreach (var (name, speed) in Servers)
        {
            var server = new ModelServer(name, speed, await run.ConnectAsync($"server-{name}", stop), _ledger);
            _servers.Add(server);
            crew.Start(server.RunAsync);
        }

        var broker = await run.ConnectAsync("inference", stop);
        await using var requests = new RequestClient(broker) { Timeout = TimeSpan.FromMinutes(2) };
        var dice = new Random(Seed);
        var asked = Enumerable.Range(1, run.Options.Requests).Select(number => AskAsync(requests, number, CostOf(dice), stop)).ToList();
        await crew.UntilAsync(Task.WhenAll(asked));
        await crew.UntilAsync(Remains.WaitUntilEmptyAsync(broker, this, stop));
        Tell();
    }

    // Most requests are cheap, one in five is not.
    private static uint CostOf(Random dice) => (uint)(dice.Next(5) == 0 ? dice.Next(20, 61) : dice.Next(1, 9));

    private async Task AskAsync(RequestClient requests, int number, uint cost, CancellationToken stop)
    {
        var request = new Message($"Summarise section {number}.") { Id = run.MessageId($"request-{number}"), Cost = cost };
        _ledger.Send(request.Id);
        var reply = await requests.RequestAsync(Queue, request, cancellationToken: stop);
        if (reply.Headers[ModelServer.ServerHeader].Kind == HeaderKind.String)
        {
            _ledger.Process(request.Id);
        }
    }

    private void Tell()
    {
        var total = Math.Max(_servers.Sum(server => server.Cost), 1);
        var speed = _servers.Sum(server => server.Speed);
        var shares = _servers.Select(server =>
            $"{server.Name} {(double)server.Cost / total:P0} of the cost in {server.Answered} requests (it has {(double)server.Speed / speed:P0} of the speed)");
        run.Screen.Say($"inference: {string.Join(", ", shares)}; the models are simulated");
    }
}
