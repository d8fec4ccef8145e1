using Actors.Outgoing;
using Actors.Protocol.Native;

namespace Actors.Publishing;

/// <summary>One Publish frame, for the calls that went into it.</summary>
internal sealed class PublishRequest(Publisher publisher) : Pending
{
    private string _name = "";
    private PublishOptions? _options;
    private byte[] _messages = [];
    private bool _wasSent;
    private PublishWaiter? _first;
    private PublishWaiter? _last;

    /// <summary>How many messages are in it.</summary>
    public int Count { get; private set; }

    /// <summary>How many bytes they have.</summary>
    public int Bytes { get; private set; }

    /// <summary>Where it stands among the requests that may be sent again; 0 for one that may not.</summary>
    public long Order { get; private set; }

    /// <summary>Keeps what is needed to send it again: its publisher has numbered it, so that it is stored once.</summary>
    public void Keep(long order, string name, PublishOptions options, byte[] messages) => (Order, _name, _options, _messages) = (order, name, options, messages);

    /// <summary>Writes the kept frame again.</summary>
    public void WriteAgain(System.Buffers.IBufferWriter<byte> output, uint id)
    {
        _wasSent = true;
        PublishWithFrame.Write(output, id, _name, _options!, _messages);
    }

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
        if (_wasSent && error.Code != ErrorCode.OutcomeUnknown)
        {
            // What the broker says of the last try says nothing of the one before.
            error = new BrokerException(ErrorCode.OutcomeUnknown, $"Whether the messages were stored before a connection was lost is unknown; sent again, they were refused: {error.Message}", error);
        }

        publisher.MakeRoom(Count, Bytes);
        for (var waiter = _first; waiter is not null;)
        {
            var next = waiter.Next;
            waiter.Fail(error.Copy());
            waiter = next;
        }
    }
}
