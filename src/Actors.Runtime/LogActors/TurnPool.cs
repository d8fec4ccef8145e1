using System.Collections.Concurrent;

namespace Actors.Runtime.LogActors;

/// <summary>Turns to be used again: each is as large as the burst that filled it, so only some are kept.</summary>
internal sealed class TurnPool
{
    private const int Spare = 256;

    private readonly ConcurrentQueue<Turn> _spare = new();

    public Turn Rent() => _spare.TryDequeue(out var turn) ? turn : new Turn();

    public void Return(Turn turn)
    {
        turn.Clear();
        if (_spare.Count < Spare)
        {
            _spare.Enqueue(turn);
        }
    }
}
