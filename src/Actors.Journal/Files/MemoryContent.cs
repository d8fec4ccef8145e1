namespace Actors.Journal;

/// <summary>The bytes of one file in memory, and for every sector that is not synced what the disk has instead.</summary>
internal sealed class MemoryContent(int length)
{
    private const int Sector = 512;

    private readonly Dictionary<int, byte[]> _onDisk = [];
    private readonly Dictionary<int, byte[]> _lost = [];
    private byte[] _bytes = new byte[length];
    private bool _everSynced;

    internal int Length => _bytes.Length;

    internal Span<byte> Bytes => _bytes;

    internal int Read(Span<byte> buffer, long offset)
    {
        int count = (int)Math.Clamp(_bytes.Length - offset, 0, buffer.Length);
        if (count > 0)
        {
            _bytes.AsSpan((int)offset, count).CopyTo(buffer);
        }

        return count;
    }

    internal void Write(ReadOnlySpan<byte> bytes, long offset)
    {
        int end = (int)offset + bytes.Length;
        if (end > _bytes.Length)
        {
            Array.Resize(ref _bytes, end);
        }

        for (int sector = (int)offset / Sector; sector * Sector < end; sector++)
        {
            if (!_onDisk.ContainsKey(sector))
            {
                int start = sector * Sector;
                _onDisk.Add(sector, _lost.Remove(sector, out byte[]? before)
                    ? before
                    : _bytes.AsSpan(start, Math.Min(Sector, _bytes.Length - start)).ToArray());
            }
        }

        bytes.CopyTo(_bytes.AsSpan((int)offset));
    }

    internal void Sync()
    {
        _everSynced = true;
        _onDisk.Clear();
    }

    /// <summary>
    /// The pages count as clean although the disk does not have them: only what is written again will be synced.
    /// </summary>
    internal void FailSync()
    {
        foreach ((int sector, byte[] before) in _onDisk)
        {
            _lost[sector] = before;
        }

        _onDisk.Clear();
    }

    internal void Crash(Random losses)
    {
        if (!_everSynced && losses.Next(2) == 0)
        {
            // A file whose first sync never came may be there by name only.
            _bytes = [];
            _onDisk.Clear();
            _lost.Clear();
            return;
        }

        foreach ((int sector, byte[] before) in _onDisk.Concat(_lost).OrderBy(entry => entry.Key))
        {
            if (losses.Next(2) == 0)
            {
                before.CopyTo(_bytes.AsSpan(sector * Sector));
            }
        }

        _onDisk.Clear();
        _lost.Clear();
    }
}
