using System.Buffers;
using System.Text;
using Actors.Protocol.Amqp;

namespace Actors.Protocol.Tests.Amqp;

/// <summary>Properties of contents, made up from a seed: any of them, with any headers that the broker keeps.</summary>
internal sealed class RandomContent(Random random)
{
    private const string Tags = "tbBsuIilfdDSxATFV";

    /// <summary>A list of properties, flags in front.</summary>
    public byte[] Properties()
    {
        var bytes = new byte[64 * 1024];
        var writer = new FieldWriter(bytes);
        var flags = (PropertyFlags)(random.Next(1 << 16) & 0xFFFC);
        writer.Short((ushort)flags);
        foreach (var flag in Enum.GetValues<PropertyFlags>().Where(flag => flag != PropertyFlags.None && flags.HasFlag(flag)).OrderDescending())
        {
            Write(ref writer, flag);
        }

        return writer.Written.ToArray();
    }

    /// <summary>A short text.</summary>
    public byte[] Text(int most)
    {
        var text = new StringBuilder();
        for (var left = random.Next(most / 3); left > 0; left--)
        {
            text.Append((char)(random.Next(4) == 0 ? random.Next(0x80, 0x700) : random.Next('a', 'z')));
        }

        return Encoding.UTF8.GetBytes(text.ToString());
    }

    private void Write(ref FieldWriter writer, PropertyFlags flag)
    {
        switch (flag)
        {
            case PropertyFlags.Headers:
                WriteTable(ref writer, depth: 1);
                break;
            case PropertyFlags.DeliveryMode:
                writer.Octet((byte)random.Next(1, 3));
                break;
            case PropertyFlags.Priority:
                writer.Octet((byte)(random.Next(2) == 0 ? random.Next(10) : random.Next(256)));
                break;
            case PropertyFlags.Timestamp:
                writer.LongLong((ulong)random.NextInt64());
                break;
            case PropertyFlags.Expiration:
                writer.ShortText($"{random.NextInt64(1, uint.MaxValue)}");
                break;
            default:
                writer.ShortBytes(Text(200));
                break;
        }
    }

    private void WriteTable(ref FieldWriter writer, int depth)
    {
        var length = writer.Next(4);
        var start = writer.Count;
        for (var left = random.Next(5); left > 0; left--)
        {
            writer.ShortBytes([.. "n"u8, .. Text(20)]);
            WriteValue(ref writer, depth);
        }

        System.Buffers.Binary.BinaryPrimitives.WriteInt32BigEndian(length, writer.Count - start);
    }

    private void WriteArray(ref FieldWriter writer, int depth)
    {
        var length = writer.Next(4);
        var start = writer.Count;
        for (var left = random.Next(4); left > 0; left--)
        {
            WriteValue(ref writer, depth);
        }

        System.Buffers.Binary.BinaryPrimitives.WriteInt32BigEndian(length, writer.Count - start);
    }

    private void WriteValue(ref FieldWriter writer, int depth)
    {
        var tag = Tags[random.Next(depth < 4 ? Tags.Length : Tags.Length - 4)];
        writer.Octet((byte)tag);
        switch (tag)
        {
            case 't':
                writer.Octet((byte)random.Next(2));
                break;
            case 'b' or 'B':
                writer.Octet((byte)random.Next(256));
                break;
            case 's' or 'u':
                writer.Short((ushort)random.Next(65536));
                break;
            case 'I' or 'i':
                writer.Long((uint)random.NextInt64(1L << 32));
                break;
            case 'f':
                writer.Long(BitConverter.SingleToUInt32Bits((float)random.NextDouble()));
                break;
            case 'l' or 'd' or 'T':
                writer.LongLong((ulong)random.NextInt64() >> random.Next(64));
                break;
            case 'D':
                writer.Octet((byte)random.Next(10));
                writer.Long((uint)random.Next());
                break;
            case 'S' or 'x':
                WriteBytes(ref writer, random.Next(5) == 0 ? [0xC3, 0x28] : Text(50));
                break;
            case 'A':
                WriteArray(ref writer, depth + 1);
                break;
            case 'F':
                WriteTable(ref writer, depth + 1);
                break;
        }
    }

    private static void WriteBytes(ref FieldWriter writer, byte[] bytes)
    {
        writer.Long((uint)bytes.Length);
        writer.Bytes(bytes);
    }

    /// <summary>Encodes a content and gives it back as consumers get it: the frames of a delivery.</summary>
    public static (byte[] Encoded, byte[] Frames) PassThrough(byte[] properties, byte[] body, int largestFrame = 4096)
    {
        var read = BasicProperties.Read(properties);
        var head = new byte[ContentEncoder.HeadBound(properties.Length, 8, 8)];
        var count = ContentEncoder.WriteHead(head, read, new ContentOrigin("exchange"u8, "key"u8, "key"u8), body.Length, 1_000_000, out _, out _);
        byte[] encoded = [.. head.AsSpan(0, count), .. body];
        var output = new ArrayBufferWriter<byte>();
        ReadOnlySpan<byte> run = encoded;
        ContentFrames.WriteDeliver(output, new ContentPlace(7, largestFrame), "tag"u8, 9, 1, "queue"u8, EncodedContent.Take(ref run));
        Assert.True(run.IsEmpty);
        return (encoded, output.WrittenSpan.ToArray());
    }
}
