using Actors.Cluster.Silos;
using Microsoft.Extensions.Logging;

namespace Actors.Cluster.Placement;

/// <summary>
/// Moves queues and topics to the silo they belong on when silos have joined: a few at a time, so that never more than those
/// few stand still, and only when the cluster has come to rest.
/// </summary>
internal sealed class Balance(Homes homes, SiloAddress self, Func<IEnumerable<ActorLife>> lives, ILogger log) : IAsyncDisposable
{
    private const int AtOnce = 8;
    private static readonly TimeSpan Rest = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    private readonly CancellationTokenSource _stop = new();
    private Task _loop = Task.CompletedTask;

    public void Start() => _loop = Task.Run(RunAsync);

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync().ConfigureAwait(false);
        await _loop.ConfigureAwait(false);
    }

    private async Task RunAsync()
    {
        var version = MembershipVersion.MinValue;
        using var timer = new PeriodicTimer(Rest);
        try
        {
            while (await timer.WaitForNextTickAsync(_stop.Token).ConfigureAwait(false))
            {
                // A change that is one period old has come to rest.
                var before = version;
                version = homes.Version;
                if (version == before)
                {
                    await MoveAsync().ConfigureAwait(false);
                }
            }
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            // The silo is leaving: all of its queues move.
            return;
        }
    }

    private async Task MoveAsync()
    {
        var silos = homes.Silos;
        if (!silos.Contains(self))
        {
            return;
        }

        foreach (var few in lives().Where(life => ByName.Choose(life.Actor.Name, silos) != self).Chunk(AtOnce).ToList())
        {
            Array.ForEach(few, Move);
            await Task.Delay(Pause, _stop.Token).ConfigureAwait(false);
        }
    }

    private void Move(ActorLife life)
    {
        try
        {
            log.Moving(life.Actor.Name);
            life.Leave();
        }
        catch (Exception error)
        {
            // The next round tries again, if it is still here then.
            log.MoveFailed(life.Actor.Name, error);
        }
    }
}
