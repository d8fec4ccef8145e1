using Actors.Contract;

namespace Actors.Cluster.Tests.Contracts;

/// <summary>Two silos; those with the usual limits are started once and emptied after each test, because starting takes its time.</summary>
public sealed class ClusterBrokerFixture : IBrokerFixture
{
    private TwoSilos? _own;

    public IBroker Broker => Cluster.First;

    private TwoSilos Cluster => _own ?? SharedSilos.Current!;

    public async ValueTask StartAsync(Limits limits)
    {
        if (limits != Limits.Default)
        {
            _own = await TwoSilos.StartAsync(limits);
            return;
        }

        SharedSilos.Current ??= await TwoSilos.StartAsync(limits);
    }

    public ValueTask<IBroker> ConnectAsync() => ValueTask.FromResult(Cluster.Second);

    public ValueTask AdvanceAsync(TimeSpan time)
    {
        Cluster.Clock.Advance(time);
        return ValueTask.CompletedTask;
    }

    public async ValueTask RestartAsync() => await Cluster.RestartAsync();

    public async ValueTask DisposeAsync()
    {
        if (_own is { } own)
        {
            await own.DisposeAsync();
        }
        else
        {
            await Cluster.ClearAsync();
        }
    }
}
