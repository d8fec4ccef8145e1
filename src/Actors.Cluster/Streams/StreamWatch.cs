using System.Threading.Channels;
using Microsoft.Extensions.Logging;

namespace Actors.Cluster.Streams;

/// <summary>
/// Each silo wakes its share of the streams that may have something to deliver: when it starts, when silos come or go, and
/// every half minute, in case anything got lost.
/// </summary>
internal sealed class StreamWatch(AwakeStreams awake, IGrainFactory grains, IClusterMembershipService membership, ILocalSiloDetails silo, IEnumerable<StreamProviderName> providers, ILogger<StreamWatch> log)
    : ILifecycleParticipant<ISiloLifecycle>, IDisposable
{
    private const int WakesAtATime = 32;

    private static readonly TimeSpan Round = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(1);

    private readonly CancellationTokenSource _stop = new();
    private readonly Channel<bool> _changes = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private Task _running = Task.CompletedTask;

    void ILifecycleParticipant<ISiloLifecycle>.Participate(ISiloLifecycle lifecycle) => lifecycle.Subscribe(
        nameof(StreamWatch),
        ServiceLifecycleStage.Active,
        _ =>
        {
            _running = Task.WhenAll(Task.Run(FollowMembershipAsync), Task.Run(RunAsync));
            return Task.CompletedTask;
        },
        async _ =>
        {
            await _stop.CancelAsync().ConfigureAwait(false);
            await _running.ConfigureAwait(false);
        });

    public void Dispose() => _stop.Dispose();

    private async Task FollowMembershipAsync()
    {
        try
        {
            await foreach (var _ in membership.MembershipUpdates.WithCancellation(_stop.Token).ConfigureAwait(false))
            {
                _changes.Writer.TryWrite(true);
            }
        }
        catch (OperationCanceledException)
        {
            // The silo is stopping.
        }
    }

    private async Task RunAsync()
    {
        var names = providers.Select(provider => provider.Name).Distinct().ToArray();
        while (!_stop.IsCancellationRequested)
        {
            var wait = Round;
            try
            {
                await LookAsync(names).ConfigureAwait(false);
            }
            catch (Exception error) when (!_stop.IsCancellationRequested)
            {
                log.WatchFailed(error);
                wait = RetryAfter;
            }

            await WaitAsync(wait).ConfigureAwait(false);
        }
    }

    private async Task LookAsync(string[] names)
    {
        var silos = membership.CurrentSnapshot.Members.Values
            .Where(member => member.Status == SiloStatus.Active).Select(member => member.SiloAddress).Order().ToList();
        var own = silos.IndexOf(silo.SiloAddress);
        if (own < 0)
        {
            return;
        }

        var topics = await awake.ListAsync(names, own, silos.Count).ConfigureAwait(false);
        await Parallel.ForEachAsync(
            topics,
            new ParallelOptions { MaxDegreeOfParallelism = WakesAtATime, CancellationToken = _stop.Token },
            async (topic, _) => await WakeAsync(topic).ConfigureAwait(false)).ConfigureAwait(false);
    }

    private async Task WakeAsync(string topic)
    {
        try
        {
            await grains.GetGrain<IStreamGrain>(topic).WakeAsync().ConfigureAwait(false);
        }
        catch (Exception error) when (!_stop.IsCancellationRequested)
        {
            // The others must not wait for it; its turn comes again.
            log.WatchFailed(error);
        }
    }

    private async Task WaitAsync(TimeSpan most)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(_stop.Token);
        limit.CancelAfter(most);
        try
        {
            await _changes.Reader.ReadAsync(limit.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // Time for another round, or the silo is stopping.
        }
    }
}
