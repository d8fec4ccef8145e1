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

    /// <summary>Creates a body to be stamped for one message after the other.</summary>
    /// <param name="publisher">Who sends.</param>
    /// <param name="bytes">Size of the body, from 20.</param>
    public Payload(int publisher, int bytes)
    {
        _body = new byte[bytes];
        new Random(publisher).NextBytes(_body);
        BinaryPrimitives.WriteInt32LittleEndian(_body, publisher);
        Message = new Message(_body);
    }

    /// <summary>The message; brokers read its body during the call that publishes it.</summary>
    public Message Message { get; }

    /// <summary>Makes it the next message.</summary>
    /// <param name="sequence">Which of the publisher's, from 0.</param>
    /// <param name="intendedAt">When it was to be sent, as a timestamp of the stopwatch; 0 where nobody asks.</param>
    public void Stamp(long sequence, long intendedAt = 0) => Stamp(_body, sequence, intendedAt);

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
