using System.Buffers.Binary;

namespace Actors.Bench.Loads;

/// <summary>A message body that says who sent it, as his which, and when: consumers check that nothing is lost, doubled or out of order.</summary>
/// <remarks><code>
///  0           4          12            20
/// +-----------+----------+-------------+---------+
/// | publisher | sequence | intended_at | noise … |
/// +-----------+----------+-------------+---------+
///     i32         i64          i64
/// </code></remarks>
internal sealed class Payload
{
    private const int SequenceAt = 4;
    private const int IntendedAt = 12;

    private readonly byte[] _body;
    private readonly Message[] _messages;

    /// <summary>Creates a body to be stamped for one message after the other.</summary>
    /// <param name="publisher">Who sends.</param>
    /// <param name="bytes">Size of the body, from 20.</param>
    /// <param name="keys">How many keys the messages have; 0 for none.</param>
    public Payload(int publisher, int bytes, int keys = 0)
    {
        _body = new byte[bytes];
        new Random(publisher).NextBytes(_body);
        BinaryPrimitives.WriteInt32LittleEndian(_body, publisher);
        _messages = keys == 0 ? [new Message(_body)] : [.. Enumerable.Range(0, keys).Select(key => new Message(_body) { Key = $"key-{key}", Cost = 1, Priority = (byte)(key % 10) })];
        Message = _messages[0];
    }

    /// <summary>The message; brokers read its body during the call that publishes it.</summary>
    public Message Message { get; private set; }

    /// <summary>Which key a message has: any of them, and always the same.</summary>
    /// <param name="sequence">Which message.</param>
    /// <param name="keys">How many keys there are.</param>
    public static int KeyOf(long sequence, int keys) => keys == 0 ? 0 : (int)(((ulong)sequence * 0x9E3779B97F4A7C15 >> 32) % (ulong)keys);

    /// <summary>Makes it the next message.</summary>
    /// <param name="sequence">Which of the publisher's, from 0.</param>
    /// <param name="intendedAt">When it was to be sent, as a timestamp of the stopwatch; 0 where nobody asks.</param>
    public void Stamp(long sequence, long intendedAt = 0)
    {
        Stamp(_body, sequence, intendedAt);
        Message = _messages[_messages.Length == 1 ? 0 : KeyOf(sequence, _messages.Length)];
    }

    /// <summary>Makes a body the next message.</summary>
    /// <param name="body">The body.</param>
    /// <param name="sequence">Which of the publisher's, from 0.</param>
    /// <param name="intendedAt">When it was to be sent, as a timestamp of the stopwatch; 0 where nobody asks.</param>
    public static void Stamp(Span<byte> body, long sequence, long intendedAt = 0)
    {
        BinaryPrimitives.WriteInt64LittleEndian(body[SequenceAt..], sequence);
        BinaryPrimitives.WriteInt64LittleEndian(body[IntendedAt..], intendedAt);
    }

    public static int PublisherOf(ReadOnlySpan<byte> body) => BinaryPrimitives.ReadInt32LittleEndian(body);

    public static long SequenceOf(ReadOnlySpan<byte> body) => BinaryPrimitives.ReadInt64LittleEndian(body[SequenceAt..]);

    public static long IntendedAtOf(ReadOnlySpan<byte> body) => BinaryPrimitives.ReadInt64LittleEndian(body[IntendedAt..]);
}
