namespace Actors.Gateway.Amqp;

/// <summary>What a channel has published and settled since its last commit.</summary>
internal sealed class Transaction
{
    private readonly List<PublishBatch> _batches = [];
    private readonly List<(ulong Tag, bool Multiple, SettleVerb Verb)> _settlements = [];

    /// <summary>Messages to be published.</summary>
    /// <param name="batch">The messages.</param>
    public void Add(PublishBatch batch) => _batches.Add(batch);

    /// <summary>Deliveries to be settled.</summary>
    /// <param name="tag">The last one.</param>
    /// <param name="multiple">Whether all up to it are meant.</param>
    /// <param name="verb">How they end.</param>
    public void Add(ulong tag, bool multiple, SettleVerb verb) => _settlements.Add((tag, multiple, verb));

    /// <summary>Carries everything out, and waits until it is durable.</summary>
    /// <param name="channel">The channel.</param>
    /// <param name="broker">The broker.</param>
    public async Task CommitAsync(AmqpChannel channel, IBroker broker)
    {
        PublishBatch[] batches = [.. _batches];
        _batches.Clear();
        await channel.Publishing.CommitAsync(batches).ConfigureAwait(false);
        foreach (var (tag, multiple, verb) in _settlements)
        {
            channel.SettleNow(tag, multiple, verb);
        }

        _settlements.Clear();
        foreach (var holder in channel.TakeSettling())
        {
            foreach (var part in holder.TakeSettlements().Chunk(Limits.BatchCount))
            {
                await broker.SettleAsync(holder.Source, part).ConfigureAwait(false);
            }

            if (holder.Held == 0)
            {
                holder.Emptied();
            }
        }
    }

    /// <summary>Forgets everything: nothing was published, nothing settled.</summary>
    public void Rollback()
    {
        foreach (var batch in _batches)
        {
            batch.Free();
        }

        _batches.Clear();
        _settlements.Clear();
    }
}
