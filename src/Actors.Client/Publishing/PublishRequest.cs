using Actors.Outgoing;
using Actors.Protocol.Native;

namespace Actors.Publishing;

/// <summary>One Publish frame, for the calls that went into it.</summary>
internal sealed class PublishRequest(Publisher publisher) : Pending
{
    private PublishWaiter? _first;
    private PublishWaiter? _last;

    /// <summary>How many messages are in it.</summary>
    public int Count { get; private set; }

    /// <summary>How many bytes they have.</summary>
    public int Bytes { get; private set; }

    /// <summary>Adds a call whose messages were appended to the frame.</summary>
    public void Add(PublishWaiter waiter, int bytes)
    {
        waiter.Index = Count;
        Count += waiter.Count;
        Bytes += bytes;
        if (_last is null)
        {
            _first = waiter;
        }
        else
        {
            _last.Next = waiter;
        }

        _last = waiter;
    }

    /// <inheritdoc/>
    public override bool Answer(in Frame frame)
    {
        var receipt = Answers.Expect<ConfirmedFrame>(frame).Receipt;
        if (receipt.Count != Count)
        {
            throw Violations.Violation($"A Publish of {Count} messages was confirmed as {receipt.Count}.");
        }

        publisher.MakeRoom(Count, Bytes);
        for (var waiter = _first; waiter is not null;)
        {
            // A waiter that has its result belongs to somebody else.
            var next = waiter.Next;
            waiter.Complete(receipt.Part(waiter.Index, waiter.Count));
            waiter = next;
        }

        return true;
    }

    /// <inheritdoc/>
    public override void Fail(BrokerException error)
    {
        publisher.MakeRoom(Count, Bytes);
        for (var waiter = _first; waiter is not null;)
        {
            var next = waiter.Next;
            waiter.Fail(error.Copy());
            waiter = next;
        }
    }
}
