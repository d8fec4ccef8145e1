using System.Buffers;

namespace Actors.Journal;

/// <summary>
/// The data of one record, read back and verified. Its memory is rented: dispose it once, and do not use
/// <see cref="Data"/> afterwards.
/// </summary>
public readonly struct StoredData : IDisposable
{
    private readonly byte[]? _rented;

    internal StoredData(byte[] rented, int start, int length, long firstKey, int keyCount, long tag)
    {
        _rented = rented;
        Data = rented.AsMemory(start, length);
        FirstKey = firstKey;
        KeyCount = keyCount;
        Tag = tag;
    }

    /// <summary>The first key of the record.</summary>
    public long FirstKey { get; }

    /// <summary>How many keys the record holds, whether they are still alive or not.</summary>
    public int KeyCount { get; }

    /// <summary>The number that was given with the record.</summary>
    public long Tag { get; }

    /// <summary>The bytes given as <see cref="Record.Data"/>, in one run.</summary>
    public ReadOnlyMemory<byte> Data { get; }

    /// <summary>Gives the memory back.</summary>
    public void Dispose()
    {
        if (_rented is not null)
        {
            ArrayPool<byte>.Shared.Return(_rented);
        }
    }
}
