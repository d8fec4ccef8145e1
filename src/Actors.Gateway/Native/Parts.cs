using Actors.Protocol.Native;

namespace Actors.Gateway.Native;

/// <summary>Cuts long answers into frames.</summary>
internal static class Parts
{
    /// <summary>The parts of an answer, each fitting into a frame, and whether another follows. An empty answer has one empty part.</summary>
    /// <param name="entries">The whole answer.</param>
    /// <param name="bytesOf">Bytes of one entry.</param>
    /// <param name="frameBytes">The limit of a frame.</param>
    public static IEnumerable<(ReadOnlyMemory<TEntry> Part, bool More)> Of<TEntry>(TEntry[] entries, Func<TEntry, int> bytesOf, int frameBytes)
    {
        var room = frameBytes - Frame.HeaderBytes - sizeof(byte);
        var start = 0;
        long bytes = 0;
        for (var i = 0; i < entries.Length; i++)
        {
            var entryBytes = bytesOf(entries[i]);
            if (bytes + entryBytes > room && i > start)
            {
                yield return (entries.AsMemory(start, i - start), true);
                start = i;
                bytes = 0;
            }

            bytes += entryBytes;
        }

        yield return (entries.AsMemory(start), false);
    }
}
