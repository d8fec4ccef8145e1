namespace Actors.Bench.Loads;

/// <summary>Publishes as fast as confirms allow, and looks at each confirm.</summary>
internal static class PublishLoad
{
    /// <summary>Messages of a batch.</summary>
    public const int BatchCount = 100;

    private const int MostUnconfirmed = 16_384;
    private const int MostUnconfirmedBytes = 4 * 1024 * 1024;

    /// <summary>Publishes until told to stop.</summary>
    /// <param name="broker">The publisher's connection.</param>
    /// <param name="name">A queue or topic.</param>
    /// <param name="publisher">The publisher's number.</param>
    /// <param name="bodyBytes">Size of each body.</param>
    /// <param name="style">One by one, or in batches.</param>
    /// <param name="goesOn">Whether to go on, given how many were published; asked between batches.</param>
    /// <param name="confirmed">Told how many are confirmed so far.</param>
    /// <param name="keys">How many keys the messages have; 0 for none.</param>
    /// <returns>How many were published, all of them confirmed.</returns>
    public static Task<long> RunAsync(
        IBroker broker, string name, int publisher, int bodyBytes, Style style, Func<long, bool> goesOn, Action<long>? confirmed = null, int keys = 0)
    {
        var payload = new Payload(publisher, bodyBytes, keys);
        var window = Math.Min(MostUnconfirmed, MostUnconfirmedBytes / bodyBytes);
        return style == Style.Batched
            ? RunBatchedAsync(broker, name, payload, window / BatchCount, goesOn, confirmed)
            : RunOneByOneAsync(broker, name, payload, window, goesOn, confirmed);
    }

    private static async Task<long> RunOneByOneAsync(
        IBroker broker, string name, Payload payload, int window, Func<long, bool> goesOn, Action<long>? confirmed)
    {
        var unconfirmed = new ValueTask<long>[window];
        long sequence = 0;
        while (sequence % BatchCount != 0 || goesOn(sequence))
        {
            if (sequence >= window)
            {
                await unconfirmed[sequence % window];
                confirmed?.Invoke(sequence - window + 1);
            }

            payload.Stamp(sequence);
            unconfirmed[sequence % window] = broker.PublishAsync(name, payload.Message);
            sequence++;
        }

        for (var at = Math.Max(0, sequence - window); at < sequence; at++)
        {
            await unconfirmed[at % window];
            confirmed?.Invoke(at + 1);
        }

        return sequence;
    }

    private static async Task<long> RunBatchedAsync(
        IBroker broker, string name, Payload payload, int window, Func<long, bool> goesOn, Action<long>? confirmed)
    {
        var builders = Array.ConvertAll(new object[window], _ => new MessageBatchBuilder());
        var unconfirmed = new ValueTask<PublishReceipt>[window];
        long batch = 0;
        for (; goesOn(batch * BatchCount); batch++)
        {
            var place = batch % window;
            if (batch >= window)
            {
                (await unconfirmed[place]).ThrowIfRefused();
                confirmed?.Invoke((batch - window + 1) * BatchCount);
            }

            var builder = builders[place];
            builder.Clear();
            for (var index = 0; index < BatchCount; index++)
            {
                payload.Stamp((batch * BatchCount) + index);
                builder.Add(payload.Message);
            }

            unconfirmed[place] = broker.PublishAsync(name, builder.Build());
        }

        for (var at = Math.Max(0, batch - window); at < batch; at++)
        {
            (await unconfirmed[at % window]).ThrowIfRefused();
            confirmed?.Invoke((at + 1) * BatchCount);
        }

        return batch * BatchCount;
    }
}
