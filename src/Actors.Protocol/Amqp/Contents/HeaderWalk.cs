using System.Buffers.Binary;

namespace Actors.Protocol.Amqp;

/// <summary>Walks headers in the broker's own form, one by one.</summary>
/// <param name="headers">The entries; known to be well-formed.</param>
internal ref struct HeaderWalk(ReadOnlySpan<byte> headers)
{
    private ReadOnlySpan<byte> _rest = headers;

    /// <summary>The name of the header at hand.</summary>
    public ReadOnlySpan<byte> Name { get; private set; }

    /// <summary>The type of its value.</summary>
    public HeaderKind Kind { get; private set; }

    /// <summary>Its value, encoded.</summary>
    public ReadOnlySpan<byte> Value { get; private set; }

    /// <summary>Goes to the next header.</summary>
    /// <returns>Whether there is one.</returns>
    public bool Next()
    {
        if (_rest.IsEmpty)
        {
            return false;
        }

        Name = _rest.Slice(1, _rest[0]);
        _rest = _rest[(1 + Name.Length)..];
        Kind = (HeaderKind)_rest[0];
        var length = LengthOf(_rest) - 1;
        Value = _rest.Slice(1, length);
        _rest = _rest[(1 + length)..];
        return true;
    }

    /// <summary>Takes the first item off a list of tables.</summary>
    /// <param name="items">The items of a list; what is left of them afterwards.</param>
    /// <param name="entries">The entries of the table; empty for an item that is none.</param>
    /// <returns>Whether there was an item.</returns>
    public static bool TryTakeTable(scoped ref ReadOnlySpan<byte> items, out ReadOnlySpan<byte> entries)
    {
        entries = default;
        if (items.IsEmpty)
        {
            return false;
        }

        var length = LengthOf(items);
        entries = (HeaderKind)items[0] == HeaderKind.Table ? items[(1 + sizeof(ushort))..length] : default;
        items = items[length..];
        return true;
    }

    /// <summary>The items of a list; empty if it is none.</summary>
    public readonly ReadOnlySpan<byte> Items => Kind == HeaderKind.List ? Value[sizeof(ushort)..] : default;

    /// <summary>The value as text; empty if it is none.</summary>
    public readonly ReadOnlySpan<byte> Text => Kind == HeaderKind.String ? Value[sizeof(uint)..] : default;

    /// <summary>The value as a number, or a time as milliseconds; 0 if it is neither.</summary>
    public readonly long Number => Kind is HeaderKind.Integer or HeaderKind.Time ? BinaryPrimitives.ReadInt64LittleEndian(Value) : 0;

    // A value with its type in front.
    private static int LengthOf(ReadOnlySpan<byte> value) => 1 + (HeaderKind)value[0] switch
    {
        HeaderKind.Null => 0,
        HeaderKind.Boolean => 1,
        HeaderKind.Integer or HeaderKind.Double or HeaderKind.Time => sizeof(long),
        HeaderKind.List => ListLength(value[1..], named: false),
        HeaderKind.Table => ListLength(value[1..], named: true),
        _ => sizeof(uint) + (int)BinaryPrimitives.ReadUInt32LittleEndian(value[1..]),
    };

    private static int ListLength(ReadOnlySpan<byte> items, bool named)
    {
        var at = sizeof(ushort);
        for (int left = BinaryPrimitives.ReadUInt16LittleEndian(items); left > 0; left--)
        {
            at += named ? 1 + items[at] : 0;
            at += LengthOf(items[at..]);
        }

        return at;
    }
}
