using System.Text.Unicode;

namespace Actors.Protocol.Amqp;

/// <summary>What a first walk over the headers of a content finds out, before any of it is written.</summary>
/// <remarks>
/// The broker's own headers know fewer types than AMQP has. A table whose values all have the type that the broker's would be
/// written as comes back as it was by itself; for any other, the types are kept beside the headers.
/// </remarks>
internal ref struct HeaderScan
{
    /// <summary>Headers at the top.</summary>
    public int Count;

    /// <summary>Whether all types follow from the broker's own.</summary>
    public bool IsPlain;

    /// <summary>Entries that nobody may see, which are left out of <see cref="Count"/>.</summary>
    public int Hidden;

    /// <summary>Further routing keys: the items of an array; empty when there are none.</summary>
    public ReadOnlySpan<byte> Cc;

    /// <summary>Further routing keys that nobody may see: the items of an array; empty when there are none.</summary>
    public ReadOnlySpan<byte> Bcc;

    /// <summary>The key that messages of one kind share; see <see cref="AmqpHeaders.Key"/>.</summary>
    public ReadOnlySpan<byte> Key;

    /// <summary>How expensive the work is; 0 when nothing says so.</summary>
    public uint Cost;

    /// <summary>Milliseconds until the message is to be delivered; 0 for at once.</summary>
    public long Delay;

    /// <summary>When it is not worth delivering any more, in milliseconds since 1970; 0 for never.</summary>
    public long Deadline;

    /// <summary>Walks a table.</summary>
    /// <param name="table">The table without its length.</param>
    /// <exception cref="AmqpException">It is malformed, or breaks a limit.</exception>
    public static HeaderScan Of(ReadOnlySpan<byte> table)
    {
        var scan = new HeaderScan { IsPlain = true };
        scan.Count = scan.Walk(table, depth: 1) - scan.Hidden;
        return scan;
    }

    /// <summary>The broker's type of a text: one that is not UTF-8 is kept as bytes.</summary>
    public static HeaderKind KindOfText(ReadOnlySpan<byte> text) => Utf8.IsValid(text) ? HeaderKind.String : HeaderKind.Bytes;

    private int Walk(ReadOnlySpan<byte> table, int depth)
    {
        var reader = new FieldReader(table);
        var count = 0;
        while (reader.Left > 0)
        {
            var name = reader.ShortBytes();
            RequireName(name, depth);
            var value = reader;
            Skip(ref reader, depth);
            if (depth == 1)
            {
                Notice(name, value);
            }

            count++;
        }

        return RequireFew(count);
    }

    private void Skip(ref FieldReader reader, int depth)
    {
        var tag = reader.Octet();
        switch (tag)
        {
            case FieldTag.Text:
                IsPlain &= KindOfText(reader.LongBytes()) == HeaderKind.String;
                return;
            case FieldTag.Bytes:
                reader.LongBytes();
                return;
            case FieldTag.Array:
                WalkItems(reader.LongBytes(), Deeper(depth));
                return;
            case FieldTag.Table:
                Walk(reader.LongBytes(), Deeper(depth));
                return;
            case FieldTag.Time:
                IsPlain &= HeaderEncoder.IsTime(reader.LongLong());
                return;
            case FieldTag.Boolean:
                reader.Octet();
                return;
            case FieldTag.Int64 or FieldTag.Double:
                reader.LongLong();
                return;
            case FieldTag.Void:
                return;
            default:
                IsPlain = false;
                reader.Take(SizeOf(tag));
                return;
        }
    }

    private void WalkItems(ReadOnlySpan<byte> items, int depth)
    {
        var reader = new FieldReader(items);
        var count = 0;
        for (; reader.Left > 0; count++)
        {
            Skip(ref reader, depth);
        }

        RequireFew(count);
    }

    private void Notice(ReadOnlySpan<byte> name, FieldReader value)
    {
        if (name[0] is not ((byte)'x' or (byte)'C' or (byte)'B'))
        {
            return;
        }

        var tag = value.Octet();
        if (name.SequenceEqual(AmqpHeaders.Cc) && tag == FieldTag.Array)
        {
            Cc = value.LongBytes();
        }
        else if (name.SequenceEqual(AmqpHeaders.Bcc))
        {
            Hidden++;
            Bcc = tag == FieldTag.Array ? value.LongBytes() : Bcc;
        }
        else if (name.SequenceEqual(AmqpHeaders.Key) && tag == FieldTag.Text)
        {
            Key = value.LongBytes();
        }
        else if (name.SequenceEqual(AmqpHeaders.Cost))
        {
            Cost = (uint)Math.Clamp(IntegerOf(tag, ref value), 0, uint.MaxValue);
        }
        else if (name.SequenceEqual(AmqpHeaders.Delay))
        {
            Delay = Math.Clamp(IntegerOf(tag, ref value), 0, (long)Limits.LongestDelay.TotalMilliseconds);
        }
        else if (name.SequenceEqual(AmqpHeaders.Deadline))
        {
            var deadline = IntegerOf(tag, ref value);
            Deadline = tag == FieldTag.Time ? Math.Clamp(deadline, 0, HeaderEncoder.LatestSeconds) * 1000 : Math.Clamp(deadline, 0, HeaderEncoder.LatestSeconds * 1000);
        }
    }

    private static long IntegerOf(byte tag, ref FieldReader value) => tag switch
    {
        FieldTag.Int8 => (sbyte)value.Octet(),
        FieldTag.UInt8 => value.Octet(),
        FieldTag.Int16 => (short)value.Short(),
        FieldTag.UInt16 => value.Short(),
        FieldTag.Int32 => (int)value.Long(),
        FieldTag.UInt32 => value.Long(),
        FieldTag.Int64 or FieldTag.Time => (long)value.LongLong(),
        _ => 0,
    };

    /// <summary>Bytes of a value whose type has a fixed size.</summary>
    public static int SizeOf(byte tag) => tag switch
    {
        FieldTag.Int8 or FieldTag.UInt8 => 1,
        FieldTag.Int16 or FieldTag.UInt16 => 2,
        FieldTag.Int32 or FieldTag.UInt32 or FieldTag.Float => 4,
        FieldTag.Decimal => FieldTag.DecimalBytes,
        _ => throw FieldTag.Unknown(tag),
    };

    private static void RequireName(ReadOnlySpan<byte> name, int depth)
    {
        if (name.IsEmpty || (depth == 1 && name.SequenceEqual(Envelope.Name)))
        {
            throw new AmqpException(ReplyCode.PreconditionFailed, name.IsEmpty ? "a header has an empty name" : "the header 'amqp' is the broker's own");
        }
    }

    // One less than the broker keeps: the header of its own needs a place.
    private static int RequireFew(int count) => count < Limits.HeaderCount
        ? count
        : throw new AmqpException(ReplyCode.PreconditionFailed, $"a message has {count} headers (or array items) in one place; at most {Limits.HeaderCount - 1} are allowed");

    private static int Deeper(int depth) => depth < Limits.HeaderDepth
        ? depth + 1
        : throw new AmqpException(ReplyCode.PreconditionFailed, $"headers are nested deeper than {Limits.HeaderDepth} levels");
}
