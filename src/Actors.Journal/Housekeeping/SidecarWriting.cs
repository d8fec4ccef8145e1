namespace Actors.Journal;

/// <summary>Moves the index of a sealed segment from memory to disk.</summary>
internal sealed class SidecarWriting(Books books)
{
    /// <exception cref="NoSpaceException">There is no room: the index stays in memory until there is.</exception>
    internal void Step()
    {
        while (FindUnwritten() is { } segment)
        {
            Sidecar sidecar = Sidecar.Write(books.Files, segment.Header, segment.Index!, segment.End);
            lock (books.Gate)
            {
                segment.Sidecar = sidecar;
                segment.Index = null;
            }
        }
    }

    private Segment? FindUnwritten()
    {
        lock (books.Gate)
        {
            return books.Segments.InUse.FirstOrDefault(
                segment => segment.IsSealedDurably && segment.Sidecar is null && !segment.IsDead);
        }
    }
}
