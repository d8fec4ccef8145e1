using System.Buffers;
using System.Diagnostics;

namespace Actors.Outgoing;

/// <summary>Bytes on their way out: a growing array that, unlike the framework's, shrinks again after a burst.</summary>
/// <param name="initialBytes">How large it is at first.</param>
internal sealed class ByteBuffer(int initialBytes) : IBufferWriter<byte>
{
    private const int KeptBytes = 1024 * 1024;

    // Giving a large array up between two large flushes costs more than filling it.
    private static readonly TimeSpan Quiet = TimeSpan.FromSeconds(1);

    private byte[] _bytes = new byte[initialBytes];
    private long _largeAt;

    /// <summary>How many bytes there are.</summary>
    public int Count { get; private set; }

    /// <summary>The bytes; valid until the next change.</summary>
    public ReadOnlyMemory<byte> Written => _bytes.AsMemory(0, Count);

    /// <inheritdoc/>
    public void Advance(int count) => Count += count;

    /// <inheritdoc/>
    public Memory<byte> GetMemory(int sizeHint = 0) => Room(sizeHint);

    /// <inheritdoc/>
    public Span<byte> GetSpan(int sizeHint = 0) => Room(sizeHint).Span;

    /// <summary>Appends bytes.</summary>
    public void Append(ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(Room(bytes.Length).Span);
        Count += bytes.Length;
    }

    /// <summary>Forgets the bytes; an array that a burst has made large is given up some time after it.</summary>
    public void Clear()
    {
        if (Count > KeptBytes)
        {
            _largeAt = Stopwatch.GetTimestamp();
        }
        else if (_bytes.Length > KeptBytes && Stopwatch.GetElapsedTime(_largeAt) > Quiet)
        {
            _bytes = new byte[initialBytes];
        }

        Count = 0;
    }

    private Memory<byte> Room(int size)
    {
        size = Math.Max(size, 1);
        if (size > _bytes.Length - Count)
        {
            var larger = GC.AllocateUninitializedArray<byte>((int)Math.Min(Math.Max(2L * _bytes.Length, (long)Count + size), Array.MaxLength));
            Written.CopyTo(larger);
            _bytes = larger;
        }

        return _bytes.AsMemory(Count);
    }
}
