namespace Actors.Bench.Loads;

/// <summary>What one consumer has got, and whether it got each publisher's messages (of each key, if they have keys) in order and once.</summary>
internal sealed class Tally(int publishers, int keys = 0)
{
    private readonly long[] _last = Enumerable.Repeat(-1L, publishers * Math.Max(keys, 1)).ToArray();
    private long _count;
    private long _sum;

    /// <summary>Messages so far; read by other threads.</summary>
    public long Count => Volatile.Read(ref _count);

    /// <summary>The sum of their sequences.</summary>
    public long Sum => Volatile.Read(ref _sum);

    /// <summary>Messages that came after a later one of the same publisher and key, or again.</summary>
    public long OutOfOrder { get; private set; }

    /// <summary>Counts a run of encoded messages whose bodies all have one size.</summary>
    /// <param name="messages">The encoded messages.</param>
    /// <param name="bodyBytes">Size of a body.</param>
    public void AddRun(ReadOnlySpan<byte> messages, int bodyBytes)
    {
        while (!messages.IsEmpty)
        {
            var bytes = EncodedMessage.OffsetOf(messages, 1);
            Add(messages[(bytes - bodyBytes)..bytes]);
            messages = messages[bytes..];
        }
    }

    /// <summary>Counts a message.</summary>
    /// <param name="body">Its body.</param>
    public void Add(ReadOnlySpan<byte> body)
    {
        var sequence = Payload.SequenceOf(body);
        ref var last = ref _last[(Payload.PublisherOf(body) * Math.Max(keys, 1)) + Payload.KeyOf(sequence, keys)];
        if (sequence <= last)
        {
            OutOfOrder++;
        }

        last = sequence;
        Volatile.Write(ref _sum, _sum + sequence);
        Volatile.Write(ref _count, _count + 1);
    }
}
