using Actors.Core.Offsets;

namespace Actors.Runtime.Stores;

/// <summary>Messages as they were stored together.</summary>
/// <param name="firstOffset">The first message's offset.</param>
/// <param name="count">How many messages.</param>
/// <param name="time">When they were stored, in ticks of UTC.</param>
/// <param name="messages">The encoded messages, one behind the other.</param>
/// <param name="owner">Takes the memory back; null if nobody wants it.</param>
internal sealed class StoredMessages(long firstOffset, int count, long time, ReadOnlyMemory<byte> messages, IDisposable? owner) : IDisposable
{
    private IDisposable? _owner = owner;

    // Where the run taken last ended: whoever takes one message here and one there mostly goes forward.
    private int _passed;
    private int _passedBytes;

    /// <summary>When they were stored, in ticks of UTC.</summary>
    public long Time => time;

    /// <summary>The offsets of the messages.</summary>
    public OffsetRun Run => new(firstOffset, count);

    public bool Holds(long offset) => offset >= firstOffset && offset < firstOffset + count;

    /// <summary>The part of a run that is stored here; the run must start here.</summary>
    /// <param name="run">The run; what is not stored here afterwards.</param>
    /// <param name="part">The part that is.</param>
    public ReadOnlyMemory<byte> Take(ref OffsetRun run, out OffsetRun part)
    {
        if (run.First < firstOffset + _passed)
        {
            (_passed, _passedBytes) = (0, 0);
        }

        var rest = new OffsetRun(firstOffset + _passed, count - _passed);
        var taken = MessageRuns.Cut(messages[_passedBytes..], rest, ref run, out part, out var end);
        (_passed, _passedBytes) = ((int)(part.End - firstOffset), _passedBytes + end);
        return taken;
    }

    /// <summary>One message.</summary>
    public EncodedMessage At(long offset)
    {
        var run = new OffsetRun(offset, 1);
        var message = Take(ref run, out _);
        return EncodedMessage.Take(ref message);
    }

    // Memory that is given back twice belongs to two at a time: an owner hears of it once.
    public void Dispose() => Interlocked.Exchange(ref _owner, null)?.Dispose();
}
