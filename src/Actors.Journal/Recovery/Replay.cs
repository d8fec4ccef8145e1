namespace Actors.Journal;

/// <summary>Hands the owner, in the order of appending, every record from the newest snapshot of its actor on.</summary>
internal sealed class Replay(Books books)
{
    internal void Run()
    {
        foreach (Segment segment in books.Segments.InUse)
        {
            if (segment.PinnedBytes > 0)
            {
                Run(segment);
            }
        }
    }

    private void Run(Segment segment)
    {
        var scan = new SegmentScan(segment.File, segment.Header, readData: false);
        while (scan.Offset < segment.End && scan.Next())
        {
            RecordHeader header = scan.Header;
            if (header.IsReplayed && books.Ledgers.Find(header.Actor) is { HasState: true } ledger
                && ledger.ReplayFrom <= new Position(segment.Number, scan.Offset))
            {
                books.Owner.Replay(new ReplayedRecord
                {
                    Actor = header.Actor,
                    Kind = (RecordKind)header.Kind,
                    FirstKey = header.FirstKey,
                    KeyCount = header.KeyCount,
                    Tag = header.Tag,
                    State = scan.State,
                });
            }

            if (scan.Offset + header.PaddedLength >= segment.End)
            {
                return;
            }
        }

        throw new JournalDamagedException(segment.Name, scan.Offset, "a record to replay is not readable.");
    }
}
