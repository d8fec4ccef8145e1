using System.Globalization;

namespace Actors;

/// <summary>One header's value: text, a number, a boolean, bytes, a time, or lists and tables of those.</summary>
public readonly struct HeaderValue : IEquatable<HeaderValue>
{
    private readonly object? _reference;
    private readonly long _bits;

    private HeaderValue(HeaderKind kind, long bits, object? reference) => (Kind, _bits, _reference) = (kind, bits, reference);

    /// <summary>The value's type.</summary>
    public HeaderKind Kind { get; }

    /// <summary>The text; the type must be <see cref="HeaderKind.String"/>.</summary>
    public string AsString() => (string)Expect(HeaderKind.String);

    /// <summary>The number; the type must be <see cref="HeaderKind.Integer"/>.</summary>
    public long AsInteger() => Kind == HeaderKind.Integer ? _bits : throw Mismatch(HeaderKind.Integer);

    /// <summary>The number; the type must be <see cref="HeaderKind.Double"/>.</summary>
    public double AsDouble() => Kind == HeaderKind.Double ? BitConverter.Int64BitsToDouble(_bits) : throw Mismatch(HeaderKind.Double);

    /// <summary>The truth; the type must be <see cref="HeaderKind.Boolean"/>.</summary>
    public bool AsBoolean() => Kind == HeaderKind.Boolean ? _bits != 0 : throw Mismatch(HeaderKind.Boolean);

    /// <summary>The bytes; the type must be <see cref="HeaderKind.Bytes"/>.</summary>
    public ReadOnlyMemory<byte> AsBytes() => (byte[])Expect(HeaderKind.Bytes);

    /// <summary>The time, to the millisecond; the type must be <see cref="HeaderKind.Time"/>.</summary>
    public DateTimeOffset AsTime() => Kind == HeaderKind.Time ? DateTimeOffset.FromUnixTimeMilliseconds(_bits) : throw Mismatch(HeaderKind.Time);

    /// <summary>The values; the type must be <see cref="HeaderKind.List"/>.</summary>
    public IReadOnlyList<HeaderValue> AsList() => (IReadOnlyList<HeaderValue>)Expect(HeaderKind.List);

    /// <summary>The named values; the type must be <see cref="HeaderKind.Table"/>.</summary>
    public MessageHeaders AsTable() => (MessageHeaders)Expect(HeaderKind.Table);

    /// <summary>Text.</summary>
    /// <param name="value">The text; null becomes <see cref="HeaderKind.Null"/>.</param>
    public static implicit operator HeaderValue(string? value) => value is null ? default : new(HeaderKind.String, 0, value);

    /// <summary>An integer.</summary>
    /// <param name="value">The number.</param>
    public static implicit operator HeaderValue(long value) => new(HeaderKind.Integer, value, null);

    /// <summary>A floating-point number.</summary>
    /// <param name="value">The number.</param>
    public static implicit operator HeaderValue(double value) => new(HeaderKind.Double, BitConverter.DoubleToInt64Bits(value), null);

    /// <summary>A boolean.</summary>
    /// <param name="value">The truth.</param>
    public static implicit operator HeaderValue(bool value) => new(HeaderKind.Boolean, value ? 1 : 0, null);

    /// <summary>Bytes; the array must not change afterwards.</summary>
    /// <param name="value">The bytes; null becomes <see cref="HeaderKind.Null"/>.</param>
    public static implicit operator HeaderValue(byte[]? value) => value is null ? default : new(HeaderKind.Bytes, 0, value);

    /// <summary>A point in time; anything finer than a millisecond is cut.</summary>
    /// <param name="value">The time.</param>
    public static implicit operator HeaderValue(DateTimeOffset value) => new(HeaderKind.Time, value.ToUnixTimeMilliseconds(), null);

    /// <summary>A list; it must not change afterwards.</summary>
    /// <param name="values">The values in order.</param>
    public static HeaderValue List(params IReadOnlyList<HeaderValue> values) => new(HeaderKind.List, 0, values);

    /// <summary>A table; it must not change afterwards.</summary>
    /// <param name="values">The named values.</param>
    public static HeaderValue Table(MessageHeaders values) => new(HeaderKind.Table, 0, values);

    /// <inheritdoc/>
    public bool Equals(HeaderValue other) => Kind == other.Kind && _bits == other._bits && Kind switch
    {
        HeaderKind.Bytes => AsBytes().Span.SequenceEqual(other.AsBytes().Span),
        HeaderKind.List => AsList().SequenceEqual(other.AsList()),
        HeaderKind.Table => AsTable().Equals(other.AsTable()),
        _ => Equals(_reference, other._reference),
    };

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is HeaderValue other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Kind, _bits, Kind == HeaderKind.String ? _reference : null);

    /// <summary>Whether two values have the same type and content.</summary>
    /// <param name="left">One.</param>
    /// <param name="right">The other.</param>
    public static bool operator ==(HeaderValue left, HeaderValue right) => left.Equals(right);

    /// <summary>Whether two values differ in type or content.</summary>
    /// <param name="left">One.</param>
    /// <param name="right">The other.</param>
    public static bool operator !=(HeaderValue left, HeaderValue right) => !left.Equals(right);

    /// <summary>The value as people read it; bytes as hexadecimal.</summary>
    public override string ToString() => Kind switch
    {
        HeaderKind.Null => "null",
        HeaderKind.Integer => _bits.ToString(CultureInfo.InvariantCulture),
        HeaderKind.Double => AsDouble().ToString("R", CultureInfo.InvariantCulture),
        HeaderKind.Boolean => _bits != 0 ? "true" : "false",
        HeaderKind.Time => AsTime().ToString("O", CultureInfo.InvariantCulture),
        HeaderKind.Bytes => Convert.ToHexStringLower(AsBytes().Span),
        HeaderKind.List => $"[{string.Join(", ", AsList())}]",
        HeaderKind.Table => $"{{{string.Join(", ", AsTable().Select(header => $"{header.Key}: {header.Value}"))}}}",
        _ => AsString(),
    };

    private object Expect(HeaderKind kind) => Kind == kind ? _reference! : throw Mismatch(kind);

    private InvalidOperationException Mismatch(HeaderKind wanted) => new($"The header holds {Kind}, not {wanted}.");
}
