using Actors.Protocol.Native;

namespace Actors.Outgoing;

/// <summary>Collects settlements between two flushes, so that neighbours travel as one run and a source takes one frame.</summary>
/// <remarks>Everything here is guarded by the pipeline's gate, except for the errors that waiters get.</remarks>
internal sealed class SettleBuffer(Pipeline pipeline)
{
    private const int KeptSources = 256;

    private readonly Dictionary<string, List<Settlement>> _unanswered = [];
    private readonly Dictionary<string, SettleRequest> _answered = [];
    private string? _lastSource;
    private List<Settlement>? _lastRuns;
    private int _count;

    /// <summary>Whether there is nothing to send.</summary>
    public bool IsEmpty => _count == 0 && _answered.Count == 0;

    /// <summary>Adds settlements that nobody waits for.</summary>
    public void Add(string source, ReadOnlySpan<Settlement> settlements)
    {
        if (!ReferenceEquals(source, _lastSource))
        {
            _lastSource = source;
            if (!_unanswered.TryGetValue(source, out _lastRuns))
            {
                _unanswered[source] = _lastRuns = [];
            }
        }

        foreach (ref readonly var settlement in settlements)
        {
            if (!Joins(_lastRuns!, settlement))
            {
                _lastRuns!.Add(settlement);
                _count++;
            }
        }
    }

    /// <summary>Adds settlements whose answer is waited for.</summary>
    public void Add(string source, SettleWaiter waiter)
    {
        if (!_answered.TryGetValue(source, out var request) || request.Count + waiter.Settlements.Length > Limits.BatchCount)
        {
            if (request is not null)
            {
                Write(source, request);
            }

            _answered[source] = request = new SettleRequest();
        }

        request.Add(waiter);
    }

    /// <summary>Writes everything as frames.</summary>
    public void WriteAll()
    {
        if (_count > 0)
        {
            WriteUnanswered();
        }

        if (_answered.Count > 0)
        {
            foreach (var (source, request) in _answered)
            {
                Write(source, request);
            }

            _answered.Clear();
        }
    }

    /// <summary>Forgets what nobody waits for: it was about leases that went with their connection.</summary>
    public void DropUnanswered()
    {
        _unanswered.Clear();
        _lastSource = null;
        _count = 0;
    }

    /// <summary>Fails those who wait. Called without the gate.</summary>
    public void Fail(BrokerException error)
    {
        SettleRequest[] requests;
        lock (pipeline.Gate)
        {
            requests = [.. _answered.Values];
            _answered.Clear();
        }

        foreach (var request in requests)
        {
            request.Fail(error);
        }
    }

    private void WriteUnanswered()
    {
        foreach (var (source, runs) in _unanswered)
        {
            if (runs.Count == 0)
            {
                continue;
            }

            var all = runs.ToArray();
            for (var at = 0; at < all.Length; at += Limits.BatchCount)
            {
                // Errors about a frame without an answer find nobody; the id 0 belongs to no request.
                var part = all.AsMemory(at, Math.Min(Limits.BatchCount, all.Length - at));
                FrameWriter.Write(pipeline.Output, 0, new SettleFrame(new SettleTarget(0, source, WantsAnswer: false), part));
            }

            runs.Clear();
        }

        _count = 0;
        if (_unanswered.Count > KeptSources)
        {
            DropUnanswered();
        }
    }

    private void Write(string source, SettleRequest request)
    {
        var id = pipeline.Register(request);
        FrameWriter.Write(pipeline.Output, id, new SettleFrame(new SettleTarget(0, source, WantsAnswer: true), request.Settlements()));
    }

    // Consumers that work in order ack in order; one that goes backwards is joined as well.
    private static bool Joins(List<Settlement> runs, in Settlement next)
    {
        if (runs.Count == 0)
        {
            return false;
        }

        var last = runs[^1];
        var (a, b) = (last.Leases, next.Leases);
        if (a.Partition != b.Partition || a.Epoch != b.Epoch || a.Attempt != b.Attempt || last.Verb != next.Verb || last.Delay != next.Delay || last.Cost is not null || next.Cost is not null)
        {
            return false;
        }

        var follows = a.FirstOffset + a.Count == b.FirstOffset;
        if (!follows && b.FirstOffset + b.Count != a.FirstOffset)
        {
            return false;
        }

        runs[^1] = last with { Leases = a with { FirstOffset = follows ? a.FirstOffset : b.FirstOffset, Count = a.Count + b.Count } };
        return true;
    }
}
