namespace Actors.Connections;

/// <summary>Bytes that came in and were not taken yet, always in one piece, so that frames need not be put together.</summary>
internal sealed class ReadBuffer
{
    private const int InitialBytes = 256 * 1024;

    private byte[] _bytes = new byte[InitialBytes];
    private int _start;
    private int _end;

    /// <summary>What came in; valid until the next read.</summary>
    public ReadOnlyMemory<byte> Unread => _bytes.AsMemory(_start, _end - _start);

    /// <summary>Gives up bytes at the front.</summary>
    public void Take(int count)
    {
        _start += count;
        if (_start == _end)
        {
            _start = _end = 0;
        }
    }

    /// <summary>Reads once.</summary>
    /// <exception cref="EndOfStreamException">Nothing more will come.</exception>
    public async ValueTask ReadAsync(Stream stream, CancellationToken cancellationToken)
    {
        MakeRoom();
        var count = await stream.ReadAsync(_bytes.AsMemory(_end), cancellationToken).ConfigureAwait(false);
        _end += count > 0 ? count : throw new EndOfStreamException("The broker closed the connection.");
    }

    // The reader takes whole frames, so what is left is one that is not complete: moved to the front, it may need more room.
    private void MakeRoom()
    {
        if (_bytes.Length - _end >= InitialBytes / 4)
        {
            return;
        }

        var left = _end - _start;
        var target = left > _bytes.Length / 2 ? new byte[Math.Min(2L * _bytes.Length, Array.MaxLength)] : _bytes;
        Buffer.BlockCopy(_bytes, _start, target, 0, left);
        (_bytes, _start, _end) = (target, 0, left);
    }
}
