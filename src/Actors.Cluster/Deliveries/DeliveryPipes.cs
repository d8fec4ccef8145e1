using System.Collections.Concurrent;

namespace Actors.Cluster.Deliveries;

/// <summary>The pipes of one silo, one for each broker instance that has consumers here.</summary>
internal sealed class DeliveryPipes : IDisposable
{
    private static readonly TimeSpan Period = TimeSpan.FromMilliseconds(500);

    private readonly ConcurrentDictionary<Guid, DeliveryPipe> _pipes = new();
    private readonly Timer _pings;

    // Whether processes live is a matter of real time, whatever clock the broker has.
    public DeliveryPipes() => _pings = new Timer(_ => Ping(), null, Period, Period);

    /// <summary>The pipe to a broker instance; a new one after the last has been given up.</summary>
    public DeliveryPipe Open(Guid broker, IDeliveryObserver observer)
    {
        while (true)
        {
            var pipe = _pipes.GetOrAdd(broker, static (broker, made) => new DeliveryPipe(broker, made.Observer, made.Forget), (Observer: observer, Forget: (Action<DeliveryPipe>)Forget));
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
            _ = pipe.PingAsync();
        }
    }
}
