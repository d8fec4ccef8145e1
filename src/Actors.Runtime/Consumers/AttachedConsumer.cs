using Actors.Runtime.Commands;
using Actors.Runtime.LogActors;

namespace Actors.Runtime.Consumers;

/// <summary>A consumer attached through <see cref="IBroker"/>. It outlives the actor: after a failed write it is attached again.</summary>
internal sealed class AttachedConsumer(IConsumerOwner owner, string source, ConsumerOptions options, IDeliverySink sink) : ActorConsumer, IConsumer
{
    private readonly Lock _lock = new();
    private LogActor? _actor;
    private int _number;
    private bool _closed;

    public string Source => source;

    public ConsumerOptions Options => options;

    public int Prefetch { get; private set; } = options.Prefetch;

    /// <summary>An actor has taken it on. On the actor's turn.</summary>
    public void Bind(LogActor actor, int subscription, int number)
    {
        lock (_lock)
        {
            (_actor, Subscription, _number) = (actor, subscription, number);
        }
    }

    public override void Deliver(in DeliveryRun run)
    {
        if (!_closed)
        {
            sink.Deliver(run);
        }
    }

    public override void Fail(Exception error)
    {
        owner.ReportConsumer(source, error);
        Abandon();
    }

    public override void Closed(BrokerException reason) => Close(reason);

    public override void Orphaned(BrokerException reason)
    {
        lock (_lock)
        {
            _actor = null;
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
        LogActor? actor;
        lock (_lock)
        {
            actor = _actor;
            _actor = null;
        }

        if (!Close(reason: null) || actor is null)
        {
            return;
        }

        var detach = new InlineCommand<bool>((on, turn) =>
        {
            on.Machine.Detach(Subscription, _number, lost, turn.Step);
            on.Unregister(_number);
            return true;
        });
        actor.Post(detach);
        try
        {
            await detach.Answer.ConfigureAwait(false);
        }
        catch (BrokerException)
        {
            // The actor stopped first: the consumer is gone all the same, and so are its leases.
        }
    }

    private bool Close(BrokerException? reason)
    {
        lock (_lock)
        {
            if (_closed)
            {
                return false;
            }

            _closed = true;
        }

        owner.Forget(this);
        sink.Closed(reason);
        return true;
    }
}
