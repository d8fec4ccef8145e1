namespace Actors.Journal;

/// <summary>Puts records into the group being filled. Called with the gate held.</summary>
internal sealed class Appender(Books books)
{
    // Kept free at the end of every segment: a group may have to begin there with a mark, and the seal comes last.
    private const int TailBytes = WriteGroup.MarkLength + SealLength;
    private const int SealLength = RecordHeader.Size + sizeof(long);
    private const int MaxPendingBytes = 512 * 1024 * 1024;

    internal void Append(in Record record, ICommit? commit)
    {
        long dataLength = 0;
        foreach (ReadOnlyMemory<byte> piece in record.Data)
        {
            dataLength += piece.Length;
        }

        Check(record, dataLength);
        var header = new RecordHeader(
            RecordHeader.Size + record.State.Length + (int)dataLength,
            record.Actor, record.FirstKey, record.Tag, record.KeyCount, record.State.Length, (StoredKind)record.Kind);
        MakeRoom(header.PaddedLength, record.UseReserve);
        CheckKeys(record);

        Segment segment = Begin();
        int offset = segment.End;
        Span<byte> target = books.Filling.Take(segment, header.PaddedLength);
        record.State.CopyTo(target[RecordHeader.Size..]);
        int at = RecordHeader.Size + record.State.Length;
        foreach (ReadOnlyMemory<byte> piece in record.Data)
        {
            piece.Span.CopyTo(target[at..]);
            at += piece.Length;
        }

        header.Seal(target, segment.Salt);
        segment.Index!.Add(header, offset);
        books.Ledgers.Add(header, segment, offset);
        books.Records++;
        books.Filling.Commits.Add(new PendingCommit(commit, record.Sync));
        books.Filling.SyncAsked |= record.Sync;
    }

    /// <summary>Forgets an actor, now and for every later recovery.</summary>
    internal void Drop(long actor)
    {
        if (books.Ledgers.Find(actor) is not { } ledger)
        {
            return;
        }

        MakeRoom(RecordHeader.Size, useReserve: true);
        books.Ledgers.Drop(actor);
        AddTombstone(new Tombstone(actor, ledger.OldestSegment));
    }

    /// <summary>
    /// Writes down which segments are in use, after some were taken off the table; until that is durable their files must
    /// stay. Their tombstones are written again if older segments still need them. Never waits, because it is called by
    /// the thread that makes room.
    /// </summary>
    /// <param name="gone">The segments taken off the table.</param>
    /// <returns>False if there is no room right now; nothing was appended then.</returns>
    internal bool TryListSegments(IReadOnlyList<Segment> gone)
    {
        Tombstone[] kept =
        [
            .. from segment in gone
               from tombstone in segment.Tombstones
               where books.Segments.AnyBetween(tombstone.OldestSegment, segment.Number)
               select tombstone,
        ];
        int bytes = RecordHeader.Pad(RecordHeader.Size + books.Segments.ListBytes + 8) + (kept.Length * RecordHeader.Size);
        bool fits = Fits(bytes);
        if (!fits && books.Segments.Ready.Count == 0)
        {
            return false;
        }

        RollUnless(fits);
        foreach (Tombstone tombstone in kept)
        {
            AddTombstone(tombstone);
        }

        AddSegments(Begin(), books.Segments.ListBefore(books.Segments.Active.Number));
        return true;
    }

    /// <summary>Fills a record that lists segments.</summary>
    internal static RecordHeader WriteSegments(Span<byte> record, SegmentList list, ulong salt)
    {
        var header = new RecordHeader(RecordHeader.Size + list.Size, 0, 0, 0, 0, list.Size, StoredKind.Segments);
        list.Write(record[RecordHeader.Size..]);
        header.Seal(record, salt);
        return header;
    }

    // Every group begins with a mark; its bytes are filled in when it is written.
    private Segment Begin()
    {
        Segment active = books.Segments.Active;
        if (books.Filling.Length == 0)
        {
            books.Filling.Take(active, WriteGroup.MarkLength);
        }

        return active;
    }

    private bool Fits(int bytes) => books.Segments.Active.End + bytes + TailBytes <= books.Segments.Active.Capacity;

    private void MakeRoom(int bytes, bool useReserve)
    {
        while (true)
        {
            books.ThrowIfClosed();
            bool fits = Fits(bytes);
            if (books.Filling.Length + bytes <= MaxPendingBytes)
            {
                int needed = (fits ? 0 : 1) + (useReserve ? 0 : 1);
                if (books.Segments.Ready.Count >= needed)
                {
                    RollUnless(fits);
                    return;
                }

                if (books.NoRoom is { } cause)
                {
                    books.Enter(JournalState.Full, cause);
                    books.HouseWork.Set();
                    throw new JournalFullException(books.Files.Folder, cause);
                }

                books.HouseWork.Set();
            }

            Monitor.Wait(books.Gate);
        }
    }

    /// <summary>Like making room without the reserve, but waits for nothing: a disk that is merely slow is no reason to refuse.</summary>
    internal void RequireRoom(int bytes)
    {
        bool fits = books.Segments.Active.End + bytes + TailBytes <= books.Segments.Active.Capacity;
        if (books.NoRoom is { } cause && books.Segments.Ready.Count < (fits ? 1 : 2))
        {
            books.Enter(JournalState.Full, cause);
            books.HouseWork.Set();
            throw new JournalFullException(books.Files.Folder, cause);
        }
    }

    private void RollUnless(bool fits)
    {
        if (fits)
        {
            return;
        }

        Segment old = Begin();
        Segment next = books.Segments.Ready.Dequeue();
        Span<byte> seal = books.Filling.Take(old, SealLength);
        BitConverter.TryWriteBytes(seal[RecordHeader.Size..], (long)next.Number);
        new RecordHeader(SealLength, 0, 0, 0, 0, sizeof(long), StoredKind.Sealed).Seal(seal, old.Salt);
        old.IsSealed = true;

        books.Segments.Activate(next);
        AddSegments(next, books.Segments.ListBefore(next.Number));
        books.HouseWork.Set();
    }

    private void AddSegments(Segment segment, SegmentList list)
    {
        Span<byte> record = books.Filling.Take(segment, RecordHeader.Pad(RecordHeader.Size + list.Size));
        WriteSegments(record, list, segment.Salt);
    }

    private void AddTombstone(Tombstone tombstone)
    {
        Segment segment = Begin();
        int offset = segment.End;
        var header = new RecordHeader(RecordHeader.Size, tombstone.Actor, tombstone.OldestSegment, 0, 0, 0, StoredKind.Dropped);
        header.Seal(books.Filling.Take(segment, RecordHeader.Size), segment.Salt);
        segment.Index!.Add(header, offset);
        segment.Tombstones.Add(tombstone);
    }

    /// <summary>The most state and data of a record at this moment.</summary>
    internal int LargestRecordBytes
    {
        get
        {
            // A fresh segment begins with the list of the others, which may have grown by one run until then.
            int listBytes = RecordHeader.Size + books.Segments.ListBytes + 8;
            int room = books.Options.SegmentBytes - SegmentHeader.RecordsStart - listBytes - RecordHeader.Size - RecordHeader.Alignment - TailBytes;
            return Math.Min(JournalLimits.MaxRecordBytes, room);
        }
    }

    private void Check(in Record record, long dataLength)
    {
        int most = LargestRecordBytes;
        if (record.State.Length + dataLength > most)
        {
            throw new ArgumentException(
                $"The record has {record.State.Length + dataLength} bytes of state and data; allowed are {most}.", nameof(record));
        }

        if (record.Actor <= 0)
        {
            throw new ArgumentException($"The actor is {record.Actor}; it must be above 0.", nameof(record));
        }

        if (record.Kind is not (RecordKind.Events or RecordKind.Snapshot or RecordKind.Moved))
        {
            throw new ArgumentException($"The kind {record.Kind} is unknown.", nameof(record));
        }

        if (record.KeyCount < 0 || record.FirstKey < 0 || record.FirstKey > long.MaxValue - record.KeyCount - 1
            || (record.KeyCount == 0 && dataLength > 0))
        {
            throw new ArgumentException(
                $"Keys {record.FirstKey} and {record.KeyCount} more for {dataLength} bytes of data make no sense: "
                + "both must be 0 or more, and data needs a key.", nameof(record));
        }
    }

    private void CheckKeys(in Record record)
    {
        if (record.KeyCount == 0 || books.Ledgers.Find(record.Actor)?.Keys is not { } keys)
        {
            return;
        }

        if (record.Kind != RecordKind.Moved && record.FirstKey < keys.NextKey)
        {
            throw new ArgumentException(
                $"Key {record.FirstKey} of actor {record.Actor} does not grow: the next key is {keys.NextKey} or more.", nameof(record));
        }

        if (record.Kind == RecordKind.Moved && keys.Touches(books.Segments.Active, record.FirstKey, record.KeyCount))
        {
            throw new ArgumentException(
                $"Keys from {record.FirstKey} of actor {record.Actor} are in the segment being written already; move only "
                + "keys of the segment that is evacuated.", nameof(record));
        }
    }
}
