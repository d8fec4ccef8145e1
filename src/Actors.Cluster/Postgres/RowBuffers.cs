using System.Collections.Concurrent;

namespace Actors.Cluster.Postgres;

/// <summary>Spare buffers of one lane.</summary>
internal sealed class RowBuffers
{
    private const int Kept = 1024;

    private readonly ConcurrentBag<RowBuffer> _spare = [];

    public RowBuffer Rent() => _spare.TryTake(out var buffer) ? buffer : new RowBuffer();

    public void Return(RowBuffer buffer)
    {
        if (buffer.IsWorthKeeping && _spare.Count < Kept)
        {
            buffer.Clear();
            _spare.Add(buffer);
        }
    }
}
