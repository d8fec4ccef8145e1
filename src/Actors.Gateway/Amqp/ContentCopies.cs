namespace Actors.Gateway.Amqp;

/// <summary>The copies of one message for its further routing keys.</summary>
/// <param name="keys">The routing keys that need no copy.</param>
internal sealed class ContentCopies(List<byte[]> keys)
{
    private readonly List<PublishBatch> _batches = [];

    /// <summary>Notes a routing key.</summary>
    /// <param name="key">The routing key.</param>
    /// <returns>Whether there is no copy for it yet.</returns>
    public bool TryAdd(ReadOnlySpan<byte> key)
    {
        foreach (var known in keys)
        {
            if (key.SequenceEqual(known))
            {
                return false;
            }
        }

        keys.Add(key.ToArray());
        return true;
    }

    /// <summary>A copy has its head.</summary>
    /// <param name="copy">The copy.</param>
    public void Add(PublishBatch copy) => _batches.Add(copy);

    /// <summary>A piece of the body.</summary>
    /// <param name="piece">The piece.</param>
    public void Append(ReadOnlySpan<byte> piece)
    {
        foreach (var batch in _batches)
        {
            batch.Append(piece);
        }
    }

    /// <summary>The message is there as a whole.</summary>
    /// <returns>The copies.</returns>
    public IReadOnlyList<PublishBatch> End()
    {
        _batches.ForEach(batch => batch.End());
        return _batches;
    }

    /// <summary>Gives the memory back.</summary>
    public void Free() => _batches.ForEach(batch => batch.Free());
}
