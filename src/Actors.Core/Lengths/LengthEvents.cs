using Actors.Core.Events;

namespace Actors.Core.Lengths;

/// <summary>Writes and reads the sizes of messages.</summary>
internal static class LengthEvents
{
    public static void Sized(EventWriter events, long first, ReadOnlySpan<uint> sizes)
    {
        if (sizes.IsEmpty)
        {
            return;
        }

        events.Kind(EventKind.Sized);
        events.Number(first);
        events.Number(sizes.Length);
        foreach (var size in sizes)
        {
            events.Number(size);
        }
    }

    public static void Read(ref EventReader reader, SizeTable table)
    {
        var first = reader.Number();
        var sizes = new uint[reader.Number()];
        for (var i = 0; i < sizes.Length; i++)
        {
            sizes[i] = (uint)reader.Number();
        }

        table.Add(first, sizes);
    }
}
