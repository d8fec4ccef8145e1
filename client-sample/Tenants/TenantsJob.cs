using Actors.Sample.Bookkeeping;

namespace Actors.Sample.Tenants;

/// <summary>
/// Job 2 again, with several tenants, one of which floods: three model servers behind a plain queue, and three behind one with
/// fair shares and a budget, at the same time and with the same requests.
/// </summary>
internal sealed class TenantsJob(SampleRun run) : IJob
{
    private const string Flooding = "flood";
    private const int FloodRequests = 240;
    private const int QuietRequests = 10;

    private static readonly TimeSpan QuietPause = TimeSpan.FromMilliseconds(250);

    private static readonly Tenant[] Quiet = [new("north", QuietRequests, QuietPause), new("south", QuietRequests, QuietPause), new("west", QuietRequests, QuietPause)];

    private readonly TenantQueue _plain = new(run, new QueueDefinition("sample.tenants.plain"));

    // The servers do 350 units a second together: the flood may have most of that, as long as nobody else wants it.
    private readonly TenantQueue _fair = new(run, new QueueDefinition("sample.tenants.fair")
    {
        Fairness = KeyFairness.ByCost,
        Budgets = [new KeyBudget(Flooding, TimeSpan.FromSeconds(1)) { Cost = 300 }],
    });

    /// <inheritdoc/>
    public string Title => "tenants";

    /// <inheritdoc/>
    public IReadOnlyList<string> Sources => [_plain.Name, _fair.Name];

    /// <inheritdoc/>
    public (long Done, long Total) Progress => (_plain.Ledger.Done + _fair.Ledger.Done, 2 * (FloodRequests + (Quiet.Length * QuietRequests)));

    /// <inheritdoc/>
    public IReadOnlyList<JobReport> Reports => [JobReport.Of("tenants: first in, first out", _plain.Ledger), JobReport.Of("tenants: fair shares, budget", _fair.Ledger)];

    /// <inheritdoc/>
    public IReadOnlyList<Check> Checks =>
    [
        new("every tenant's request was answered once", _plain.Ledger.Repeated + _fair.Ledger.Repeated == 0 && _plain.Ledger.Open + _fair.Ledger.Open == 0),
        new("with fair shares the flood held up nobody else", Array.TrueForAll(Quiet, tenant => _fair.Waits.MedianOf(tenant.Name) < _plain.Waits.MedianOf(tenant.Name))),
    ];

    /// <inheritdoc/>
    public async Task PrepareAsync(IBroker broker, CancellationToken stop)
    {
        await _plain.PrepareAsync(broker, stop);
        await _fair.PrepareAsync(broker, stop);
        await run.TellOfLeftOversAsync(broker, Sources, stop);
    }

    /// <inheritdoc/>
    public async Task RunAsync(CancellationToken stop)
    {
        Tenant[] tenants = [new(Flooding, FloodRequests, TimeSpan.Zero), .. Quiet];
        await Task.WhenAll(_plain.RunAsync(tenants, stop), _fair.RunAsync(tenants, stop));
        Tell(tenants);
    }

    private void Tell(Tenant[] tenants)
    {
        run.Screen.Say("tenants: waiting, median and longest        first in, first out     fair shares and a budget");
        foreach (var tenant in tenants)
        {
            run.Screen.Say($"tenants: {tenant.Name,-8} {tenant.Requests,4} requests          {Show(_plain.Waits, tenant)}         {Show(_fair.Waits, tenant)}");
        }
    }

    private static string Show(WaitingTimes waits, Tenant tenant) =>
        $"{waits.MedianOf(tenant.Name).TotalMilliseconds,6:N0} {waits.LongestOf(tenant.Name).TotalMilliseconds,6:N0} ms";
}
