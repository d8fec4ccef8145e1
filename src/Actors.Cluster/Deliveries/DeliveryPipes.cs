using System.Collections.Concurrent;

namespace Actors.Cluster.Deliveries;

/// <summary>The pipes of one silo, one for each broker instance that has consumers here.</summary>
internal sealed class DeliveryPipes : IDisposable
{
    private static readonly TimeSpan Period = TimeSpan.FromMilliseconds(500);

    private readonly ConcurrentDictionary<Guid, DeliveryPipe> _pipes = new();
    private readonly Func<SiloAddress, bool> _isDead;
    private readonly Timer _pings;

    /// <param name="isDead">Whether a silo is known to be dead.</param>
    public DeliveryPipes(Func<SiloAddress, bool> isDead)
    {
        _isDead = isDead;

        // Whether processes live is a matter of real time, whatever clock the broker has.
        _pings = new Timer(_ => Ping(), null, Period, Period);
    }

    /// <summary>The pipe to a broker instance; a new one after the last has been given up.</summary>
    public DeliveryPipe Open(Guid broker, SiloAddress? silo, IDeliveryObserver observer)
    {
        while (true)
        {
            var pipe = _pipes.GetOrAdd(broker, static (broker, made) => new DeliveryPipe(broker, made.Silo, made.Observer, made.Forget), (Silo: silo, Observer: observer, Forget: (Action<DeliveryPipe>)Forget));
            if (!pipe.IsDead)
            {
                return pipe;
            }

            Forget(pipe);
        }
    }

    public void Dispose() => _pings.Dispose();

    private void Forget(DeliveryPipe pipe) => _pipes.TryRemove(KeyValuePair.Create(pipe.Broker, pipe));

    private void Ping()
    {
        foreach (var pipe in _pipes.Values)
        {
            if (pipe.Silo is { } silo && _isDead(silo))
            {
                pipe.Die();
                continue;
            }

            _ = pipe.PingAsync();
        }
    }
}
