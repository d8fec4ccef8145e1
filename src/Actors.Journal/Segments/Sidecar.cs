namespace Actors.Journal;

/// <summary>The index of a sealed segment, on disk: what is in the segment costs no memory any more.</summary>
internal sealed class Sidecar : IDisposable
{
    private readonly IJournalFile _file;
    private readonly SidecarHeader _header;
    private int _lastPage;

    private Sidecar(IJournalFile file, SidecarHeader header)
    {
        _file = file;
        _header = header;
    }

    /// <summary>Where the last record of the segment ends.</summary>
    internal int SegmentEnd => _header.End;

    /// <summary>The size of the file.</summary>
    internal long Length => _header.PagesStart + ((long)_header.Pages * SidecarPage.Size);

    /// <summary>
    /// Writes a sidecar. It is not synced: whatever a crash leaves of it is either good or noticed and made again.
    /// </summary>
    internal static Sidecar Write(IJournalFiles files, SegmentHeader segment, SegmentIndex index, int end)
    {
        SegmentSummary summary = index.Summarize();
        var header = new SidecarHeader(
            segment.Number, segment.Salt, end, summary.Actors.Count, summary.Actors.Sum(actor => actor.Runs.Count),
            summary.Tombstones.Count, summary.Actors.Sum(actor => index.Entries(actor.Actor).Count));
        byte[] start = new byte[header.PagesStart];
        SummaryCodec.Write(summary).CopyTo(start.AsSpan(SidecarHeader.Size));
        header.Write(start, start.AsSpan(SidecarHeader.Size, header.SummaryLength));

        var sidecar = new Sidecar(
            files.Create(FileNames.Sidecar(segment.Number), header.PagesStart + ((long)header.Pages * SidecarPage.Size)), header);
        try
        {
            sidecar._file.Write(start, 0);
            sidecar.WritePages(summary, index);
            return sidecar;
        }
        catch
        {
            sidecar.Dispose();
            throw;
        }
    }

    /// <summary>Opens the sidecar of a segment; null if it is missing, damaged, or of another life of the segment.</summary>
    internal static Sidecar? TryOpen(IJournalFiles files, SegmentHeader segment, out SegmentSummary? summary)
    {
        summary = null;
        IJournalFile? file = null;
        try
        {
            file = files.Open(FileNames.Sidecar(segment.Number));
            byte[] bytes = new byte[SidecarHeader.Size];
            file.Read(bytes, 0);
            if (SidecarHeader.TryRead(bytes, segment, file.Length, out SidecarHeader header))
            {
                byte[] summaryBytes = new byte[header.SummaryLength];
                file.Read(summaryBytes, SidecarHeader.Size);
                if (SidecarHeader.IsGood(bytes, summaryBytes))
                {
                    summary = SummaryCodec.Read(summaryBytes, header);
                    return new Sidecar(file, header);
                }
            }
        }
        catch (FileNotFoundException)
        {
            // The caller makes it again, as it does with a damaged one.
            return null;
        }

        file.Dispose();
        return null;
    }

    /// <summary>Finds the record that holds a key.</summary>
    /// <exception cref="SidecarDamagedException">A page is not what was written.</exception>
    internal bool TryFind(PageCache cache, long actor, long key, out IndexEntry entry)
    {
        entry = default;
        int page = FindPage(cache, actor, key);
        return page >= 0 && cache.Get(this, page).TryFind(actor, key, EntriesIn(page), out entry);
    }

    internal SidecarPage ReadPage(int number)
    {
        byte[] bytes = new byte[SidecarPage.Size];
        _file.Read(bytes, _header.PagesStart + ((long)number * SidecarPage.Size));
        return SidecarPage.IsGood(bytes, _header.Salt, number)
            ? new SidecarPage(this, number, bytes)
            : throw new SidecarDamagedException(FileNames.Sidecar(_header.Number), number);
    }

    public void Dispose() => _file.Dispose();

    private int EntriesIn(int page) => Math.Min(SidecarPage.Entries, _header.Entries - (page * SidecarPage.Entries));

    // The last page that begins at or before the key; -1 if there is none. Readers mostly go forward, so the page found
    // last time is tried before all others.
    private int FindPage(PageCache cache, long actor, long key)
    {
        int last = Volatile.Read(ref _lastPage);
        if (last < _header.Pages && cache.Get(this, last).BeginsAtOrBefore(actor, key)
            && (last + 1 == _header.Pages || !cache.Get(this, last + 1).BeginsAtOrBefore(actor, key)))
        {
            return last;
        }

        int low = 0;
        int high = _header.Pages;
        while (low < high)
        {
            int middle = (low + high) >>> 1;
            if (cache.Get(this, middle).BeginsAtOrBefore(actor, key))
            {
                low = middle + 1;
            }
            else
            {
                high = middle;
            }
        }

        Volatile.Write(ref _lastPage, Math.Max(0, low - 1));
        return low - 1;
    }

    private void WritePages(SegmentSummary summary, SegmentIndex index)
    {
        byte[] page = new byte[SidecarPage.Size];
        int written = 0;
        int filled = 0;
        foreach (ActorSummary actor in summary.Actors)
        {
            foreach (IndexEntry entry in index.Entries(actor.Actor))
            {
                SidecarPage.WriteEntry(page, filled++, actor.Actor, entry);
                if (filled == SidecarPage.Entries)
                {
                    WritePage(page, written++);
                    filled = 0;
                }
            }
        }

        if (filled > 0)
        {
            WritePage(page, written);
        }
    }

    private void WritePage(byte[] page, int number)
    {
        SidecarPage.Seal(page, _header.Salt, number);
        _file.Write(page, _header.PagesStart + ((long)number * SidecarPage.Size));
        Array.Clear(page);
    }
}
