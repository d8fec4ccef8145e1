using System.Buffers;

namespace Actors.Protocol.Tests.Native;

/// <summary>Bytes in as many pieces as there can be.</summary>
internal static class Sequences
{
    public static ReadOnlySequence<byte> OfSingleBytes(ReadOnlySpan<byte> bytes)
    {
        if (bytes.IsEmpty)
        {
            return ReadOnlySequence<byte>.Empty;
        }

        var first = new Piece(bytes[0], null);
        var last = first;
        foreach (var value in bytes[1..])
        {
            last = new Piece(value, last);
        }

        return new ReadOnlySequence<byte>(first, 0, last, 1);
    }

    private sealed class Piece : ReadOnlySequenceSegment<byte>
    {
        public Piece(byte value, Piece? before)
        {
            Memory = new[] { value };
            if (before is not null)
            {
                RunningIndex = before.RunningIndex + 1;
                before.Next = this;
            }
        }
    }
}
