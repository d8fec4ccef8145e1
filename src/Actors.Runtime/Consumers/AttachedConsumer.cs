using Actors.Runtime.Commands;
using Actors.Runtime.LogActors;

namespace Actors.Runtime.Consumers;

/// <summary>A consumer attached through <see cref="IBroker"/>. It outlives the actor: after a failed write it is attached again.</summary>
/// <remarks>Its sink is called on the actor's turn while it has an actor, so that calls come one at a time.</remarks>
internal sealed class AttachedConsumer(IConsumerOwner owner, string source, ConsumerOptions options, IDeliverySink sink) : ActorConsumer, IConsumer
{
    private readonly Lock _lock = new();
    private LogActor? _actor;
    private int _number;
    private bool _ending;
    private int _sinkClosed;

    public string Source => source;

    public ConsumerOptions Options => options;

    public int Prefetch { get; private set; } = options.Prefetch;

    /// <summary>An actor takes it on, unless it has ended meanwhile. On the actor's turn.</summary>
    public bool TryBind(LogActor actor, int subscription, int number)
    {
        lock (_lock)
        {
            if (_ending)
            {
                return false;
            }

            (_actor, Subscription, _number) = (actor, subscription, number);
            return true;
        }
    }

    public override void Deliver(in DeliveryRun run)
    {
        if (Volatile.Read(ref _sinkClosed) == 0)
        {
            sink.Deliver(run);
        }
    }

    public override void Fail(Exception error)
    {
        owner.ReportConsumer(source, error);
        Abandon();
    }

    public override void Closed(BrokerException reason)
    {
        Unbind();
        CloseSink(reason);
    }

    public override void Orphaned(BrokerException reason)
    {
        lock (_lock)
        {
            _actor = null;
        }

        if (Volatile.Read(ref _sinkClosed) == 0)
        {
            sink.LeasesLost();
        }

        owner.Orphaned(this);
    }

    public void SetPrefetch(int prefetch)
    {
        if (prefetch is < 0 or > Limits.Prefetch)
        {
            throw new BrokerException(ErrorCode.InvalidArgument, $"The prefetch {prefetch} is out of range; allowed: 0 to {Limits.Prefetch}.");
        }

        LogActor? actor;
        lock (_lock)
        {
            Prefetch = prefetch;
            actor = _actor;
        }

        // Posting may run the actor here and now: never under a lock.
        actor?.Post(new InlineCommand<bool>((on, _) =>
        {
            on.Machine.SetPrefetch(Subscription, _number, Prefetch);
            return true;
        }));
    }

    public void Abandon() => _ = EndAsync(lost: true);

    public ValueTask DisposeAsync() => EndAsync(lost: false);

    private async ValueTask EndAsync(bool lost)
    {
        if (Unbind() is { } actor)
        {
            var detach = new InlineCommand<bool>((on, turn) =>
            {
                on.Machine.Detach(Subscription, _number, lost, turn.Now, turn.Step);
                on.Consumers.Remove(_number);
                CloseSink(null);
                return true;
            });
            actor.Post(detach);
            try
            {
                await detach.Answer.ConfigureAwait(false);
                return;
            }
            catch (BrokerException)
            {
                // The actor stopped first: the consumer is gone all the same, and so are its leases.
            }
        }

        CloseSink(null);
    }

    /// <summary>The number an actor knows it by; 0 if it is not attached there. On the actor's turn.</summary>
    public int NumberOn(LogActor actor)
    {
        lock (_lock)
        {
            return _actor == actor ? _number : 0;
        }
    }

    /// <summary>Belongs to no actor any more, and will to none again.</summary>
    /// <returns>The one it belonged to.</returns>
    public LogActor? Unbind()
    {
        lock (_lock)
        {
            var actor = _actor;
            _ending = true;
            _actor = null;
            return actor;
        }
    }

    private void CloseSink(BrokerException? reason)
    {
        if (Interlocked.Exchange(ref _sinkClosed, 1) == 0)
        {
            owner.Forget(this);
            sink.Closed(reason);
        }
    }
}
