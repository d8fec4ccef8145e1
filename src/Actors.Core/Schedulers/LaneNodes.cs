namespace Actors.Core.Schedulers;

/// <summary>Memory for the messages that wait in lanes: 16 bytes for each, and 8 more where messages have ranks.</summary>
/// <param name="ranked">Whether messages have ranks other than 0.</param>
internal sealed class LaneNodes(bool ranked)
{
    private const int PieceBits = 10;
    private const int PieceSize = 1 << PieceBits;

    private readonly List<LaneNode[]> _nodes = [];
    private readonly List<long[]> _ranks = [];

    // Number 0 stands for none, and is never handed out.
    private int _end = 1;
    private int _free;

    /// <summary>How many are in use.</summary>
    public int Count { get; private set; }

    /// <summary>A node by its number.</summary>
    public ref LaneNode this[int number] => ref _nodes[number >> PieceBits][number & (PieceSize - 1)];

    /// <summary>Whether one node's message goes before another's: by rank, then by offset.</summary>
    public bool IsBefore(int one, int other)
    {
        var (left, right) = (RankOf(one), RankOf(other));
        return left < right || (left == right && this[one].Offset < this[other].Offset);
    }

    public long RankOf(int number) => ranked ? _ranks[number >> PieceBits][number & (PieceSize - 1)] : 0;

    /// <summary>Takes a node for a message.</summary>
    public int Add(long offset, long rank)
    {
        var number = _free;
        if (number != 0)
        {
            _free = this[number].Next;
        }
        else
        {
            number = _end++;
            Grow(number);
        }

        Count++;
        this[number] = new LaneNode { Offset = offset };
        if (ranked)
        {
            _ranks[number >> PieceBits][number & (PieceSize - 1)] = rank;
        }

        return number;
    }

    /// <summary>Gives a node back. With the last one all memory goes, but for one piece.</summary>
    public void Remove(int number)
    {
        if (--Count == 0)
        {
            Clear();
            return;
        }

        this[number].Next = _free;
        _free = number;
    }

    /// <summary>Gives all nodes back.</summary>
    public void Clear()
    {
        _nodes.RemoveRange(Math.Min(1, _nodes.Count), Math.Max(_nodes.Count - 1, 0));
        _ranks.RemoveRange(Math.Min(1, _ranks.Count), Math.Max(_ranks.Count - 1, 0));
        (_end, _free, Count) = (1, 0, 0);
    }

    private void Grow(int number)
    {
        if (number >> PieceBits < _nodes.Count)
        {
            return;
        }

        _nodes.Add(new LaneNode[PieceSize]);
        if (ranked)
        {
            _ranks.Add(new long[PieceSize]);
        }
    }
}
