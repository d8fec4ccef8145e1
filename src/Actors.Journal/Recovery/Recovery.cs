namespace Actors.Journal;

/// <summary>
/// Opens what a former run left: finds the segments in use, ends the last one at the last good record, refuses damage,
/// fills the books and replays. Runs before any thread of the journal exists.
/// </summary>
internal sealed class Recovery(Books books, SegmentFactory factory)
{
    private static readonly byte[] Zeroes = new byte[64 * 1024];

    private readonly List<FoundSegment> _found = [];

    /// <summary>Bytes cut from the torn tail.</summary>
    internal long TornBytes { get; private set; }

    /// <summary>Where they were cut.</summary>
    internal string? TornAt { get; private set; }

    internal void Run()
    {
        FindSegments();
        int last = _found.FindLastIndex(segment => segment.IsUsed);
        if (last < 0)
        {
            BeginAnew();
            return;
        }

        OpenUsed(last);
        books.Ledgers.JoinAll();
        new Replay(books).Run();
    }

    /// <summary>Closes what was opened, after recovery failed.</summary>
    internal void CloseFiles()
    {
        _found.ForEach(found => found.File.Dispose());
        books.CloseFiles();
    }

    private void FindSegments()
    {
        IReadOnlyList<string> names = books.Files.List();
        foreach (string name in names.Order(StringComparer.Ordinal))
        {
            if (FileNames.TrySegment(name, out int number))
            {
                _found.Add(FoundSegment.Open(books.Files, number));
                factory.NextNumber = number + 1;
            }
        }
    }

    // Nothing was ever committed. That is also what a damaged first segment looks like, so every doubt is a refusal.
    private void BeginAnew()
    {
        foreach (FoundSegment segment in _found)
        {
            if (segment.Header is null && segment.HasBytes())
            {
                throw new JournalDamagedException(segment.Name, 0, "the header of the segment is not readable.");
            }
        }

        if (_found.Count > 0 && _found[0].Header is { } header)
        {
            RefuseIfDurable(_found[0], header, SegmentHeader.RecordsStart);
        }

        foreach (FoundSegment segment in _found)
        {
            Remove(segment);
        }

        books.Files.SyncFolder();
        StartSegment(factory.Create());
    }

    private void OpenUsed(int last)
    {
        FoundSegment newest = _found[last];
        SegmentReading reading = SegmentReading.Read(newest.File, newest.Header!.Value);
        Dictionary<int, FoundSegment> listed = OpenListed(newest, reading);
        Segment segment = Enter(newest, reading.Index, reading.End);
        if (reading.NextSegment == 0)
        {
            CutTail(newest, reading);
            WriteAgain(newest, reading);
            books.Segments.Activate(segment);
        }
        else
        {
            WriteAgain(newest, reading);
            segment.IsSealed = segment.IsSealedDurably = true;
            books.Segments.Add(segment);
        }

        PrepareOthers(listed, newest, reading.NextSegment);
    }

    private Dictionary<int, FoundSegment> OpenListed(FoundSegment newest, SegmentReading reading)
    {
        Dictionary<int, FoundSegment> used = _found.Where(found => found.IsUsed).ToDictionary(found => found.Number);
        Dictionary<int, FoundSegment> listed = [];
        foreach (int number in reading.Listed.Numbers)
        {
            if (!used.TryGetValue(number, out FoundSegment? found))
            {
                throw new JournalDamagedException(
                    FileNames.Segment(number), 0, $"'{newest.Name}' says the segment is in use, but it is missing or its start is unreadable.");
            }

            listed.Add(number, found);
            books.Segments.Add(EnterSealed(found));
        }

        return listed;
    }

    private Segment EnterSealed(FoundSegment found)
    {
        SegmentHeader header = found.Header!.Value;
        Sidecar? sidecar = Sidecar.TryOpen(books.Files, header, out SegmentSummary? summary);
        SegmentIndex? index = null;
        int end = sidecar?.SegmentEnd ?? 0;
        if (sidecar is null)
        {
            SegmentReading reading = SegmentReading.ReadSealed(found.File, header);
            summary = reading.Index.Summarize();
            (index, end) = (reading.Index, reading.End);
            sidecar = TryWriteSidecar(header, reading);
        }

        var segment = new Segment(header, found.File)
        {
            Index = sidecar is null ? index : null,
            Sidecar = sidecar,
            End = end,
            IsSealed = true,
            IsSealedDurably = true,
        };
        books.Ledgers.Add(segment, summary!);
        return segment;
    }

    // Without room the index stays in memory, and is written when there is.
    private Sidecar? TryWriteSidecar(SegmentHeader header, SegmentReading reading)
    {
        try
        {
            return Sidecar.Write(books.Files, header, reading.Index, reading.End);
        }
        catch (NoSpaceException)
        {
            return null;
        }
    }

    private Segment Enter(FoundSegment found, SegmentIndex index, int end)
    {
        var segment = new Segment(found.Header!.Value, found.File) { Index = index, End = end };
        books.Ledgers.Add(segment, index.Summarize());
        return segment;
    }

    private void CutTail(FoundSegment newest, SegmentReading reading)
    {
        SegmentHeader header = newest.Header!.Value;
        Remains remains = RefuseIfDurable(newest, header, reading.End);
        int end = remains.End;
        if (!header.IsRecycled || reading.EndsAtRemains)
        {
            end = Math.Max(end, header.IsRecycled ? reading.End + RecordHeader.Size : remains.NonZeroEnd);
        }

        if (end <= reading.End)
        {
            return;
        }

        // Good records of the torn write must not be met again once new ones have been written up to them.
        TornBytes = end - reading.End;
        TornAt = $"{newest.Name}, byte {reading.End}";
        for (int at = reading.End; at < end; at += Zeroes.Length)
        {
            newest.File.Write(Zeroes.AsSpan(0, Math.Min(Zeroes.Length, end - at)), at);
        }
    }

    // What was read may be in the page cache only; after a failed sync of the former life even as a clean page, which
    // another sync would not write. Writing the bytes that no mark calls durable once more makes the sync honest.
    private static void WriteAgain(FoundSegment newest, SegmentReading reading)
    {
        int from = reading.Durable.Segment == newest.Number ? reading.Durable.Offset : SegmentHeader.RecordsStart;
        byte[] bytes = new byte[Math.Min(reading.End - from, 1024 * 1024)];
        for (int at = from; at < reading.End; at += bytes.Length)
        {
            int read = newest.File.Read(bytes.AsSpan(0, Math.Min(bytes.Length, reading.End - at)), at);
            newest.File.Write(bytes.AsSpan(0, read), at);
        }

        newest.File.Sync();
    }

    private static Remains RefuseIfDurable(FoundSegment segment, SegmentHeader header, int from)
    {
        Remains remains = RemainsScan.Find(segment.File, header, from);
        if (remains.Durable > new Position(segment.Number, from))
        {
            throw new JournalDamagedException(
                segment.Name, from,
                $"no readable record, although everything up to byte {remains.Durable.Offset} of segment {remains.Durable.Segment} had been synced.");
        }

        return remains;
    }

    private void PrepareOthers(Dictionary<int, FoundSegment> listed, FoundSegment newest, int next)
    {
        if (next != 0 && !_found.Exists(found => found.Number == next && found.Header is not null))
        {
            throw new JournalDamagedException(
                FileNames.Segment(next), 0, $"'{newest.Name}' ends by naming it as the next segment, but it is missing or its header is unreadable.");
        }

        foreach (FoundSegment found in _found)
        {
            if (found == newest || listed.ContainsKey(found.Number))
            {
                continue;
            }

            if (found.Number == next)
            {
                RefuseIfDurable(found, found.Header!.Value, SegmentHeader.RecordsStart);
                StartSegment(SegmentFactory.Begin(found.Number, found.File, isRecycled: true));
            }
            else if (found.Number > newest.Number && found.File.Length == books.Options.SegmentBytes
                && books.Segments.Ready.Count < books.Options.SpareSegments)
            {
                // Begun anew even if its header is good: nobody knows whether that was ever synced.
                books.Segments.Ready.Enqueue(SegmentFactory.Begin(found.Number, found.File, isRecycled: true));
            }
            else
            {
                Remove(found);
            }
        }

        books.Files.SyncFolder();
    }

    private void StartSegment(Segment segment)
    {
        SegmentList list = books.Segments.ListBefore(segment.Number);
        byte[] record = new byte[RecordHeader.Pad(RecordHeader.Size + list.Size)];
        Appender.WriteSegments(record, list, segment.Salt);
        segment.File.Write(record, segment.End);
        segment.File.Sync();
        segment.End += record.Length;
        books.Segments.Activate(segment);
    }

    private void Remove(FoundSegment found)
    {
        found.File.Dispose();
        books.Files.Delete(FileNames.Sidecar(found.Number));
        books.Files.Delete(found.Name);
    }
}
