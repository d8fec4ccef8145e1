using Actors.Protocol.Native;
using Actors.Publishing;

namespace Actors.Outgoing;

/// <summary>Collects publishes between two flushes, so that those to one name share a frame, whatever else is published meanwhile.</summary>
/// <remarks>Everything here is guarded by the pipeline's gate, except for the errors that waiters get.</remarks>
internal sealed class PublishBuffer(Pipeline pipeline)
{
    // Larger frames would only wait for one another; smaller ones cost the broker more per message.
    private const int SharedFrameBytes = 256 * 1024;
    private const int KeptLanes = 64;

    private readonly Dictionary<string, Lane> _lanes = [];
    private readonly List<Lane> _filled = [];
    private Lane? _last;
    private long _written;

    /// <summary>Whether there is nothing to send.</summary>
    public bool IsEmpty => _filled.Count == 0;

    /// <summary>Adds encoded messages.</summary>
    public void Add(Publisher publisher, string name, PublishOptions options, ReadOnlySpan<byte> messages, PublishWaiter waiter)
    {
        var lane = LaneOf(name);
        if (lane.Request is { } open && (open.Count + waiter.Count > Limits.BatchCount || open.Bytes + messages.Length > SharedFrameBytes || !CanShare(lane.Options, open.Count, options)))
        {
            WriteFull(lane);
        }

        if (lane.Request is null)
        {
            lane.Request = new PublishRequest(publisher);
            lane.Options = options;
            _filled.Add(lane);
        }

        lane.Messages.Append(messages);
        lane.Request.Add(waiter, messages.Length);
        if (lane.Request.Bytes >= SharedFrameBytes)
        {
            WriteFull(lane);
        }
    }

    /// <summary>Writes everything as frames.</summary>
    public void WriteAll()
    {
        foreach (var lane in _filled)
        {
            Write(lane);
        }

        _filled.Clear();

        // Names that are used once, like those of reply queues, must not pile up.
        if (_lanes.Count > KeptLanes)
        {
            _lanes.Clear();
            _last = null;
        }
    }

    /// <summary>Fails what was not sent. Called without the gate.</summary>
    public void Fail(BrokerException error)
    {
        List<PublishRequest> requests;
        lock (pipeline.Gate)
        {
            requests = _filled.ConvertAll(lane => lane.Request!);
            _lanes.Clear();
            _filled.Clear();
            _last = null;
        }

        foreach (var request in requests)
        {
            request.Fail(error);
        }
    }

    private Lane LaneOf(string name)
    {
        if (!ReferenceEquals(_last?.Name, name))
        {
            if (!_lanes.TryGetValue(name, out _last))
            {
                _lanes[name] = _last = new Lane(name);
            }
        }

        return _last;
    }

    private void WriteFull(Lane lane)
    {
        Write(lane);
        _filled.Remove(lane);
    }

    private void Write(Lane lane)
    {
        var id = pipeline.Register(lane.Request!);
        if (lane.Options.Publisher is not null)
        {
            lane.Request!.Keep(++_written, lane.Name, lane.Options, lane.Messages.Written.ToArray());
        }

        if (lane.Options == PublishOptions.Default)
        {
            PublishFrame.Write(pipeline.Output, id, lane.Name, lane.Messages.Written.Span);
        }
        else
        {
            PublishWithFrame.Write(pipeline.Output, id, lane.Name, lane.Options, lane.Messages.Written.Span);
        }

        lane.Request = null;
        lane.Messages.Clear();
    }

    // One frame has one set of options, and the numbers of one publisher follow one another; calls that want others stay behind those made before them.
    private static bool CanShare(PublishOptions one, int count, PublishOptions other) => one.Publisher is null
        ? ReferenceEquals(one, other) || one == other
        : one == other with { FirstSequence = one.FirstSequence } && other.FirstSequence == one.FirstSequence + count;

    private sealed class Lane(string name)
    {
        public string Name => name;

        public PublishOptions Options { get; set; } = PublishOptions.Default;

        public ByteBuffer Messages { get; } = new(256);

        public PublishRequest? Request { get; set; }
    }
}
