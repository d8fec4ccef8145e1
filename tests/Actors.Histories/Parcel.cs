using System.Buffers.Binary;

namespace Actors.Histories;

/// <summary>A message as its publisher sees it. Its number is in its body, and so is proof that the body is whole.</summary>
/// <param name="number">Its number; later publishes have higher ones.</param>
/// <param name="log">Where it was published to.</param>
/// <param name="size">Bytes of its body.</param>
public sealed class Parcel(long number, Log log, int size)
{
    /// <summary>The smallest body.</summary>
    public const int LeastBytes = 12;

    public long Number => number;

    public Log Log => log;

    public Fate Fate { get; set; }

    /// <summary>Not to be delivered before this time; null for at once.</summary>
    public DateTimeOffset? DeliverAt { get; set; }

    /// <summary>Its offset, once it is confirmed.</summary>
    public long Offset { get; set; } = -1;

    public Message Write()
    {
        var body = new byte[size];
        BinaryPrimitives.WriteInt64LittleEndian(body, number);
        BinaryPrimitives.WriteInt32LittleEndian(body.AsSpan(8), size);
        Fill(body, number);
        return new Message(body) { Id = number.ToString(System.Globalization.CultureInfo.InvariantCulture), DeliverAt = DeliverAt };
    }

    /// <summary>The number in a body; null if the body is not as it was published.</summary>
    public static long? Read(ReadOnlySpan<byte> body)
    {
        if (body.Length < LeastBytes || BinaryPrimitives.ReadInt32LittleEndian(body[8..]) != body.Length)
        {
            return null;
        }

        var number = BinaryPrimitives.ReadInt64LittleEndian(body);
        var expected = new byte[body.Length];
        body[..LeastBytes].CopyTo(expected);
        Fill(expected, number);
        return body.SequenceEqual(expected) ? number : null;
    }

    private static void Fill(Span<byte> body, long number)
    {
        for (var i = LeastBytes; i < body.Length; i++)
        {
            body[i] = (byte)(number * 31 + i);
        }
    }
}
