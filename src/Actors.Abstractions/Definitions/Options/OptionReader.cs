using System.Text;

namespace Actors;

/// <summary>Decodes what <see cref="OptionWriter"/> wrote; every read is checked, so bytes of any origin may be given to it.</summary>
internal ref struct OptionReader(ReadOnlySpan<byte> bytes)
{
    private ReadOnlySpan<byte> _rest = bytes;

    public readonly bool AtEnd => _rest.IsEmpty;

    public long Number()
    {
        ulong value = 0;
        for (var shift = 0; shift < 64; shift += 7)
        {
            var part = Take(1)[0];
            value |= (ulong)(part & 0x7F) << shift;
            if (part < 0x80)
            {
                return (long)value;
            }
        }

        throw Malformed("an integer has more than ten bytes");
    }

    /// <summary>Reads how many items follow, each of at least one byte.</summary>
    public int Count()
    {
        var count = Number();
        return count >= 0 && count <= _rest.Length ? (int)count : throw Malformed($"{(ulong)count} items do not fit into what is left");
    }

    public string Text()
    {
        var bytes = Bytes();
        return System.Text.Unicode.Utf8.IsValid(bytes) ? Encoding.UTF8.GetString(bytes) : throw Malformed("a text is not UTF-8");
    }

    public ReadOnlySpan<byte> Bytes()
    {
        var length = Number();
        return length >= 0 && length <= _rest.Length ? Take((int)length) : throw Malformed("it ends inside a value");
    }

    public static BrokerException Malformed(string reason) => new(ErrorCode.ProtocolViolation, $"The options of a definition are malformed: {reason}.");

    private ReadOnlySpan<byte> Take(int count)
    {
        if (count > _rest.Length)
        {
            throw Malformed("they end inside a value");
        }

        var taken = _rest[..count];
        _rest = _rest[count..];
        return taken;
    }
}
