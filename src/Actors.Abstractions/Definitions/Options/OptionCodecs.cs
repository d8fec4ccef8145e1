using System.Globalization;

namespace Actors;

/// <summary>The codecs of the types that options have. Lengths of time are whole milliseconds, rounded up so that none becomes zero.</summary>
internal static class OptionCodecs
{
    public static OptionCodec<bool> Flag { get; } = new(
        (writer, value) => writer.Number(value ? 1 : 0),
        static (ref OptionReader reader) => reader.Number() != 0,
        value => value.ToString());

    public static OptionCodec<int> Integer { get; } = new(
        (writer, value) => writer.Number(value),
        static (ref OptionReader reader) => Fitting(reader.Number()),
        value => value.ToString(CultureInfo.InvariantCulture));

    public static OptionCodec<long?> Long { get; } = new(
        (writer, value) => writer.Number(value ?? 0),
        static (ref OptionReader reader) => reader.Number(),
        value => value?.ToString(CultureInfo.InvariantCulture) ?? "not set");

    /// <summary>The codec of a number that is never missing.</summary>
    public static OptionCodec<long> Number { get; } = new(
        (writer, value) => writer.Number(value),
        static (ref OptionReader reader) => reader.Number(),
        value => value.ToString(CultureInfo.InvariantCulture));

    public static OptionCodec<string?> Text { get; } = new(
        (writer, value) => writer.Text(value ?? ""),
        static (ref OptionReader reader) => reader.Text(),
        value => value is null ? "not set" : $"'{value}'");

    public static OptionCodec<TimeSpan?> Duration { get; } = new(
        (writer, value) => writer.Number(Milliseconds(value ?? TimeSpan.Zero)),
        static (ref OptionReader reader) => ReadDuration(ref reader),
        value => value?.ToString("c", CultureInfo.InvariantCulture) ?? "not set");

    public static OptionCodec<TimeSpan> Interval { get; } = new(
        (writer, value) => writer.Number(Milliseconds(value)),
        static (ref OptionReader reader) => ReadDuration(ref reader)!.Value,
        value => value.ToString("c", CultureInfo.InvariantCulture));

    /// <summary>The codec of an enumeration whose numbers never change their meaning.</summary>
    public static OptionCodec<TEnum> Choice<TEnum>()
        where TEnum : struct, Enum => new(
            (writer, value) => writer.Number(Convert.ToInt64(value, CultureInfo.InvariantCulture)),
            static (ref OptionReader reader) => Known<TEnum>(reader.Number()),
            value => value.ToString());

    /// <summary>The codec of a list.</summary>
    public static OptionCodec<IReadOnlyList<TItem>> ListOf<TItem>(OptionCodec<TItem> item) => new(
        (writer, value) =>
        {
            writer.Number(value.Count);
            foreach (var one in value)
            {
                item.Write(writer, one);
            }
        },
        (ref OptionReader reader) =>
        {
            var items = new TItem[reader.Count()];
            for (var i = 0; i < items.Length; i++)
            {
                items[i] = item.Read(ref reader);
            }

            return items;
        },
        value => $"[{string.Join(", ", value.Select(item.Show))}]");

    private static long Milliseconds(TimeSpan value) => (long)Math.Ceiling(value.TotalMilliseconds);

    private static TimeSpan? ReadDuration(ref OptionReader reader)
    {
        var milliseconds = reader.Number();
        return milliseconds is >= 0 and <= long.MaxValue / TimeSpan.TicksPerMillisecond
            ? new TimeSpan(milliseconds * TimeSpan.TicksPerMillisecond)
            : throw OptionReader.Malformed($"{(ulong)milliseconds} ms are out of range");
    }

    private static int Fitting(long value) => value is >= int.MinValue and <= int.MaxValue ? (int)value : throw OptionReader.Malformed($"the number {value} is out of range");

    private static TEnum Known<TEnum>(long value)
        where TEnum : struct, Enum
    {
        var known = (TEnum)Enum.ToObject(typeof(TEnum), value);
        return Enum.IsDefined(known) ? known : throw OptionReader.Malformed($"the {typeof(TEnum).Name} {value} is unknown");
    }
}
