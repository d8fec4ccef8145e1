using System.Buffers;

namespace Actors.Gateway.Connections;

/// <summary>Bytes on their way out. Holds no memory while it is empty, so an idle connection costs none.</summary>
internal sealed class OutputBuffer : IBufferWriter<byte>
{
    private const int SmallestBytes = 4 * 1024;
    private const int LargestFirstBytes = 256 * 1024;

    private byte[] _bytes = [];

    // What was enough the last time is a good size to begin with.
    private int _firstBytes = SmallestBytes;

    /// <summary>Bytes written since the last <see cref="Clear"/>.</summary>
    public int Count { get; private set; }

    /// <summary>What was written.</summary>
    public ReadOnlySpan<byte> Written => _bytes.AsSpan(0, Count);

    /// <inheritdoc/>
    public void Advance(int count) => Count += count;

    /// <inheritdoc/>
    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        Grow(sizeHint);
        return _bytes.AsMemory(Count);
    }

    /// <inheritdoc/>
    public Span<byte> GetSpan(int sizeHint = 0)
    {
        Grow(sizeHint);
        return _bytes.AsSpan(Count);
    }

    /// <summary>Forgets what was written and gives the memory back.</summary>
    public void Clear()
    {
        _firstBytes = Math.Clamp(Count, SmallestBytes, LargestFirstBytes);
        Count = 0;
        if (_bytes.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(_bytes);
            _bytes = [];
        }
    }

    private void Grow(int sizeHint)
    {
        var needed = Count + Math.Max(sizeHint, 1);
        if (needed <= _bytes.Length)
        {
            return;
        }

        var larger = ArrayPool<byte>.Shared.Rent(Math.Max(needed, Math.Max(_firstBytes, _bytes.Length * 2)));
        Written.CopyTo(larger);
        if (_bytes.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(_bytes);
        }

        _bytes = larger;
    }
}
