using System.Buffers.Binary;
using System.Globalization;
using System.Text;

namespace Actors.Journal.Tests;

/// <summary>Prints the bytes of a segment beside what they mean, field by field, straight from the format document.</summary>
internal static class Disassembly
{
    public static string Of(ReadOnlySpan<byte> segment)
    {
        var text = new StringBuilder();
        Line(text, segment, 0, 8, "magic", Encoding.ASCII.GetString(segment[..8]));
        Line(text, segment, 8, 4, "version", Int(segment, 8));
        Line(text, segment, 12, 4, "number", Int(segment, 12));
        Line(text, segment, 16, 8, "salt", "");
        Line(text, segment, 24, 4, "recycled", Int(segment, 24));
        Line(text, segment, 56, 8, "check", "");
        int at = 512;
        while (at + 64 <= segment.Length && BinaryPrimitives.ReadInt32LittleEndian(segment[(at + 12)..]) is var length && length > 0)
        {
            Record(text, segment, at, length);
            at += (length + 7) & -8;
        }

        return text.ToString();
    }

    private static void Record(StringBuilder text, ReadOnlySpan<byte> segment, int at, int length)
    {
        int state = BinaryPrimitives.ReadInt32LittleEndian(segment[(at + 44)..]);
        text.Append('\n').Append(Kind(segment[at + 56])).Append('\n');
        Line(text, segment, at, 8, "check", "");
        Line(text, segment, at + 8, 4, "stamp", "");
        Line(text, segment, at + 12, 4, "length", Int(segment, at + 12));
        Line(text, segment, at + 16, 8, "actor", Long(segment, at + 16));
        Line(text, segment, at + 24, 8, "first key", Long(segment, at + 24));
        Line(text, segment, at + 32, 8, "tag", Long(segment, at + 32));
        Line(text, segment, at + 40, 4, "key count", Int(segment, at + 40));
        Line(text, segment, at + 44, 4, "state length", Int(segment, at + 44));
        Line(text, segment, at + 48, 8, "data check", "");
        Line(text, segment, at + 56, 8, "kind", Kind(segment[at + 56]));
        Line(text, segment, at + 64, state, "state", Printable(segment.Slice(at + 64, state)));
        Line(text, segment, at + 64 + state, length - 64 - state, "data", Printable(segment[(at + 64 + state)..(at + length)]));
    }

    private static void Line(StringBuilder text, ReadOnlySpan<byte> bytes, int at, int count, string name, string meaning)
    {
        if (count == 0)
        {
            return;
        }

        string hex = Convert.ToHexStringLower(bytes.Slice(at, count));
        text.Append(string.Create(CultureInfo.InvariantCulture, $"{at,5}  {name,-12}  {hex}  {meaning}").TrimEnd()).Append('\n');
    }

    private static string Kind(byte kind) => kind switch
    {
        1 => "events",
        2 => "snapshot",
        3 => "moved",
        16 => "mark: durable up to",
        17 => "segments in use",
        18 => "sealed: next segment",
        19 => "dropped",
        _ => "unknown",
    };

    private static string Int(ReadOnlySpan<byte> bytes, int at) =>
        BinaryPrimitives.ReadInt32LittleEndian(bytes[at..]).ToString(CultureInfo.InvariantCulture);

    private static string Long(ReadOnlySpan<byte> bytes, int at) =>
        BinaryPrimitives.ReadInt64LittleEndian(bytes[at..]).ToString(CultureInfo.InvariantCulture);

    private static string Printable(ReadOnlySpan<byte> bytes) =>
        bytes.ContainsAnyExceptInRange((byte)' ', (byte)'~') ? "" : $"'{Encoding.ASCII.GetString(bytes)}'";
}
