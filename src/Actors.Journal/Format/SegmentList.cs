using System.Buffers.Binary;

namespace Actors.Journal;

/// <summary>
/// Segment numbers as the state of a <see cref="StoredKind.Segments"/> record: pairs of first number (4 bytes) and count
/// (4 bytes), ascending. It is how recovery tells a segment that was given back from one that is missing.
/// </summary>
internal sealed class SegmentList
{
    private readonly List<(int First, int Count)> _runs = [];

    internal int Size => _runs.Count * 8;

    internal IEnumerable<int> Numbers => _runs.SelectMany(run => Enumerable.Range(run.First, run.Count));

    internal void Add(int number)
    {
        if (_runs.Count > 0 && _runs[^1].First + _runs[^1].Count == number)
        {
            _runs[^1] = (_runs[^1].First, _runs[^1].Count + 1);
        }
        else
        {
            _runs.Add((number, 1));
        }
    }

    internal void Write(Span<byte> bytes)
    {
        for (int i = 0; i < _runs.Count; i++)
        {
            BinaryPrimitives.WriteInt32LittleEndian(bytes[(i * 8)..], _runs[i].First);
            BinaryPrimitives.WriteInt32LittleEndian(bytes[((i * 8) + 4)..], _runs[i].Count);
        }
    }

    internal static SegmentList Read(ReadOnlySpan<byte> bytes)
    {
        SegmentList list = new();
        for (; bytes.Length >= 8; bytes = bytes[8..])
        {
            list._runs.Add((BinaryPrimitives.ReadInt32LittleEndian(bytes), BinaryPrimitives.ReadInt32LittleEndian(bytes[4..])));
        }

        return list;
    }
}
