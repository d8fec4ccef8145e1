namespace Actors.Journal;

/// <summary>Walks the records of a segment file from its start, through one window of memory.</summary>
internal sealed class SegmentScan(
    IJournalFile file, SegmentHeader segment, bool readData, int from = SegmentHeader.RecordsStart)
{
    private const int Window = 256 * 1024;

    // Without the data there is no use in reading far ahead: the next record may be megabytes away.
    private readonly byte[] _firstWindow = new byte[readData ? Window : 16 * 1024];
    private readonly long _fileLength = file.Length;
    private byte[]? _window;
    private int _windowStart;
    private int _windowLength;
    private int _at;

    /// <summary>Where the record is that <see cref="Next"/> found, or the place where no good record is.</summary>
    internal int Offset { get; private set; } = from;

    /// <summary>The record found.</summary>
    internal RecordHeader Header { get; private set; }

    /// <summary>The state of the record found; valid until the next call.</summary>
    internal ReadOnlySpan<byte> State => _window.AsSpan(_at + RecordHeader.Size, Header.StateLength);

    /// <summary>The stamp matches but the rest does not: a record began here, once.</summary>
    internal bool StoppedAtRemains { get; private set; }

    /// <summary>Steps to the next record; false at the first place that holds no good one.</summary>
    internal bool Next()
    {
        if (Header.Length > 0)
        {
            Offset += Header.PaddedLength;
        }

        Header = default;
        if (!See(RecordHeader.Size))
        {
            return false;
        }

        int room = (int)Math.Min(int.MaxValue, _fileLength - Offset);
        bool plausible = RecordHeader.TryRead(Bytes(RecordHeader.Size), segment.Salt, room, out RecordHeader header);
        int needed = readData ? header.Length : RecordHeader.Size + header.StateLength;
        StoppedAtRemains = header.Length != 0;
        if (!plausible || !See(needed)
            || !header.StateIsGood(Bytes(needed), segment.Salt) || (readData && !header.DataIsGood(Bytes(needed), segment.Salt)))
        {
            return false;
        }

        Header = header;
        return true;
    }

    private ReadOnlySpan<byte> Bytes(int count) => _window.AsSpan(_at, count);

    // Makes bytes at the offset visible in the window; false if the file ends before.
    private bool See(int count)
    {
        if (Offset + (long)count > _fileLength)
        {
            return false;
        }

        if (_window is null || Offset < _windowStart || Offset + count > _windowStart + _windowLength)
        {
            _window = count <= _firstWindow.Length ? _firstWindow : new byte[count];
            _windowStart = Offset;
            _windowLength = file.Read(_window, Offset);
        }

        _at = Offset - _windowStart;
        return _at + count <= _windowLength;
    }
}
