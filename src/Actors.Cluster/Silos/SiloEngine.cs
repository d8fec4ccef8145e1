using System.Collections.Concurrent;
using Actors.Cluster.Deliveries;
using Actors.Cluster.Directories;
using Actors.Cluster.Grains;
using Actors.Cluster.Placement;
using Actors.Cluster.Postgres;
using Actors.Runtime.Clocks;
using Actors.Runtime.LogActors;
using Actors.Runtime.Publishing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Actors.Cluster.Silos;

/// <summary>What the queues and topics of one silo share.</summary>
internal sealed class SiloEngine : ILifecycleParticipant<ISiloLifecycle>, IAsyncDisposable
{
    /// <summary>The name of the grain storage that holds definitions and directories.</summary>
    public const string StorageName = "actors";

    private static readonly TimeSpan Period = TimeSpan.FromSeconds(1);

    private readonly ConcurrentDictionary<ActorLife, bool> _lives = new();
    private readonly IServiceProvider _services;
    private readonly ILogger _log;
    private readonly ITimer _sampler;
    private readonly Timer _care;
    private readonly Balance _balance;
    private readonly CancellationTokenSource _stop = new();
    private IBroker? _broker;
    private int _isDisposed;

    public SiloEngine(
        ActorsClusterOptions options, IGrainFactory grains, ILocalSiloDetails silo, IClusterMembershipService membership, Homes homes, IServiceProvider services, ILogger<SiloEngine> log)
    {
        (_services, _log) = (services, log);
        Silo = silo.SiloAddress;
        Clock = options.Clock;
        Limits = options.Limits;
        Timer = new DueTimer(Clock);
        Gate = new PublishGate(Limits.UnconfirmedBytes);
        Pipes = new DeliveryPipes(other => membership.CurrentSnapshot.GetSiloStatus(other) == SiloStatus.Dead);
        _balance = new Balance(homes, Silo, () => _lives.Keys, log);
        Directory = new EntityDirectory(grains);
        Store = new PostgresStore(options.ConnectionString, log);
        _sampler = Clock.CreateTimer(_ => Sample(), null, Period, Period);

        // One timer for all: ten thousand of their own would be most of what idle queues take.
        _care = new Timer(_ => LookAfter(), null, DueReminder.Period, DueReminder.Period);
    }

    /// <summary>The silo.</summary>
    public SiloAddress Silo { get; }

    public PostgresStore Store { get; }

    public EntityDirectory Directory { get; }

    public DeliveryPipes Pipes { get; }

    public PublishGate Gate { get; }

    public DueTimer Timer { get; }

    public Limits Limits { get; }

    public TimeProvider Clock { get; }

    public TurnPool Turns { get; } = new();

    /// <summary>The silo's own broker instance; asked for late, because it needs the engine.</summary>
    public IBroker Broker => _broker ??= _services.GetRequiredService<Clients.ClusterBroker>();

    void ILifecycleParticipant<ISiloLifecycle>.Participate(ISiloLifecycle lifecycle) => lifecycle.Subscribe(
        nameof(SiloEngine),
        ServiceLifecycleStage.Active,
        _ =>
        {
            _balance.Start();
            return Task.CompletedTask;
        },
        async _ =>
        {
            // The silo is leaving: its consumers are told so one by one, and whoever is not told misses its signs of life.
            await _balance.DisposeAsync().ConfigureAwait(false);
            Pipes.Dispose();
        });

    public void Add(ActorLife life) => _lives[life] = true;

    public void Remove(ActorLife life) => _lives.TryRemove(life, out _);

    public void ReportLost(ActorLife life, Exception error) => _log.LifeLost(life.Actor.Name, life.Actor.Epoch, error);

    public void ReportDeparture(string source, Exception error) => _log.DeadLetteringFailed(source, error);

    public void ReportConsumer(string source, Exception error) => _log.ConsumerFailed(source, error);

    public void ReportCare(string name, Exception error) => _log.CareFailed(name, error);

    public void ReportVacancy(string name, Exception error) => _log.VacatingDeferred(name, error);

    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _isDisposed, 1) != 0)
        {
            // The container disposes it once for each service it is.
            return;
        }

        _stop.Cancel();
        await _sampler.DisposeAsync().ConfigureAwait(false);
        await _care.DisposeAsync().ConfigureAwait(false);
        Pipes.Dispose();
        Timer.Dispose();
        await Store.DisposeAsync().ConfigureAwait(false);
        _stop.Dispose();
    }

    private void LookAfter()
    {
        foreach (var life in _lives.Keys)
        {
            life.LookAfter();
        }
    }

    private void Sample()
    {
        _ = Store.ProbeAsync(_stop.Token);
        foreach (var life in _lives.Keys)
        {
            life.Sample(Period.TotalSeconds);
        }
    }
}
