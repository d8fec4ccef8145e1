namespace Actors.Journal;

/// <summary>Finds and reads the record that holds a key, wherever it is: still in memory, in the open segment, or sealed.</summary>
internal sealed class DataReader(Books books)
{
    private readonly PageCache _pages = new();

    internal bool TryRead(long actor, long key, out StoredData data)
    {
        while (true)
        {
            Segment segment;
            lock (books.Gate)
            {
                if (books.Ledgers.Find(actor)?.Keys?.Find(key) is not { } holder)
                {
                    data = default;
                    return false;
                }

                if (TryReadPending(holder, actor, key, out data))
                {
                    return true;
                }

                // Whoever reads keeps the file from being recycled under the read.
                segment = holder;
                segment.Readers++;
            }

            try
            {
                if (TryReadFile(segment, actor, key, out data) is { } found)
                {
                    return found;
                }
            }
            finally
            {
                Leave(segment);
            }
        }
    }

    private bool TryReadPending(Segment segment, long actor, long key, out StoredData data)
    {
        data = default;
        if (segment.Index?.TryFind(actor, key, out IndexEntry entry) != true)
        {
            return false;
        }

        ReadOnlySpan<byte> pending = books.FindPending(segment, entry);
        if (pending.IsEmpty)
        {
            return false;
        }

        data = RecordReader.Copy(pending, segment, entry, actor);
        return true;
    }

    // Null if the index changed under the read, so that the whole search begins again.
    private bool? TryReadFile(Segment segment, long actor, long key, out StoredData data)
    {
        data = default;
        IndexEntry entry = default;
        Sidecar? sidecar;
        bool found;
        lock (books.Gate)
        {
            sidecar = segment.Sidecar;
            found = sidecar is null && segment.Index!.TryFind(actor, key, out entry);
        }

        if (sidecar is not null)
        {
            try
            {
                found = sidecar.TryFind(_pages, actor, key, out entry);
            }
            catch (SidecarDamagedException)
            {
                Rebuild(segment, sidecar);
                return null;
            }
        }

        if (found)
        {
            data = RecordReader.Read(segment, entry, actor);
        }

        return found;
    }

    private void Rebuild(Segment segment, Sidecar damaged)
    {
        // Others may be reading the damaged sidecar right now, so it is left to the collector to close it.
        SegmentReading reading = SegmentReading.ReadSealed(segment.File, segment.Header);
        lock (books.Gate)
        {
            if (segment.Sidecar == damaged)
            {
                segment.Index = reading.Index;
                segment.Sidecar = null;
            }
        }

        books.HouseWork.Set();
    }

    private void Leave(Segment segment)
    {
        bool last;
        lock (books.Gate)
        {
            last = --segment.Readers == 0 && segment.IsDead;
        }

        if (last)
        {
            books.HouseWork.Set();
        }
    }
}
