namespace Actors.Core.Duplicates;

/// <summary>Known ids in the order they were stored, with a number each; added at the end, dropped at the front.</summary>
/// <remarks>Kept in blocks, so that a growing ring is never copied and a shrinking one gives its memory back.</remarks>
internal sealed class KnownIdRing
{
    private const int BlockSize = 512;

    private readonly List<KnownId[]> _blocks = [];
    private long _blocksFrom;

    /// <summary>The number of the first one.</summary>
    public long First { get; private set; }

    /// <summary>The number of the next one.</summary>
    public long Next { get; private set; }

    public long Count => Next - First;

    public ref KnownId this[long number] => ref _blocks[(int)((number - _blocksFrom) / BlockSize)][(int)((number - _blocksFrom) % BlockSize)];

    public long Add(in KnownId known)
    {
        if (Next - _blocksFrom == (long)_blocks.Count * BlockSize)
        {
            _blocks.Add(new KnownId[BlockSize]);
        }

        this[Next] = known;
        return Next++;
    }

    public void DropFirst()
    {
        First++;
        if (First - _blocksFrom == BlockSize)
        {
            _blocks.RemoveAt(0);
            _blocksFrom += BlockSize;
        }
    }

    /// <summary>Finds a message by its offset: offsets only grow along the ring.</summary>
    public bool TryFind(long offset, out long number)
    {
        var (low, high) = (First, Next);
        while (low < high)
        {
            number = low + ((high - low) / 2);
            var found = this[number].Offset;
            if (found == offset)
            {
                return true;
            }

            (low, high) = found < offset ? (number + 1, high) : (low, number);
        }

        number = -1;
        return false;
    }
}
