namespace Actors.Cluster.Postgres;

/// <summary>Bytes of one row while it is put together; used again afterwards.</summary>
internal sealed class RowBuffer
{
    // A larger one is left to the garbage collector.
    private const int Kept = 256 * 1024;

    private byte[] _bytes = new byte[256];

    public int Length { get; private set; }

    public ReadOnlyMemory<byte> Written => _bytes.AsMemory(0, Length);

    public bool IsWorthKeeping => _bytes.Length <= Kept;

    public void Add(ReadOnlySpan<byte> bytes)
    {
        if (_bytes.Length - Length < bytes.Length)
        {
            Array.Resize(ref _bytes, Math.Max(_bytes.Length * 2, Length + bytes.Length));
        }

        bytes.CopyTo(_bytes.AsSpan(Length));
        Length += bytes.Length;
    }

    public void Clear() => Length = 0;
}
