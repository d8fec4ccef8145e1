using System.Buffers;
using Actors.Runtime.LogActors;

namespace Actors.Runtime.Commands;

/// <summary>Ends leases; nobody waits, and stale ones are passed over.</summary>
internal sealed class SettleWithoutAnswer : Command
{
    private Settlement[]? _settlements;
    private readonly int _count;
    private readonly int _subscription;

    public SettleWithoutAnswer(int subscription, ReadOnlySpan<Settlement> settlements)
    {
        _subscription = subscription;
        _count = settlements.Length;
        _settlements = ArrayPool<Settlement>.Shared.Rent(_count);
        settlements.CopyTo(_settlements);
    }

    public override void Execute(LogActor actor, Turn turn) =>
        actor.Settle(_subscription, _settlements.AsSpan(0, _count), turn, turn.Stale);

    // A turn that fails while it is sent is ended twice; the memory must be given back once.
    public override void Complete()
    {
        if (Interlocked.Exchange(ref _settlements, null) is { } rented)
        {
            ArrayPool<Settlement>.Shared.Return(rented);
        }
    }

    public override void Fail(BrokerException error) => Complete();
}
