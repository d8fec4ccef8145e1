using Actors.Core.Offsets;

namespace Actors.Core.Lengths;

/// <summary>The encoded bytes of the messages of one subscription that wait: ready or delayed, but not under lease or on their way.</summary>
internal sealed class WaitingBytes(SizeTable sizes)
{
    private readonly OffsetSet _held = new();

    /// <summary>How many bytes wait.</summary>
    public long Total { get; private set; }

    public void Append(OffsetRun run) => Total += Sum(run, held: false);

    /// <summary>Messages wait no longer.</summary>
    public void Hold(OffsetRun run)
    {
        Total -= Sum(run, held: false);
        _held.Add(run);
    }

    /// <summary>Messages wait again.</summary>
    public void Release(OffsetRun run)
    {
        Total += Sum(run, held: true);
        _held.Remove(run);
    }

    /// <summary>Messages are settled.</summary>
    public void Forget(OffsetRun run)
    {
        Total -= Sum(run, held: false);
        _held.Remove(run);
    }

    private long Sum(OffsetRun run, bool held)
    {
        var sum = 0L;
        for (var page = Page.Of(run.First); page <= Page.Of(run.End - 1); page++)
        {
            var mask = Page.Mask(run, page);
            var members = _held.Count == 0 ? 0 : _held.MembersOf(page);
            sum += sizes.Sum(page, held ? mask & members : mask & ~members);
        }

        return sum;
    }
}
