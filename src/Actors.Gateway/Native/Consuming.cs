using System.Collections.Concurrent;
using Actors.Gateway.Connections;
using Actors.Protocol.Native;

namespace Actors.Gateway.Native;

/// <summary>The sessions of one connection.</summary>
internal sealed class Consuming
{
    private readonly ConcurrentDictionary<uint, Session> _sessions = new();
    private readonly Requests _requests;
    private readonly ConnectionOutput _output;
    private readonly Lock _pausing = new();

    public Consuming(Requests requests, ConnectionOutput output)
    {
        _requests = requests;
        _output = output;
        output.FullnessChanged = FollowOutput;
    }

    /// <summary>Begins a session.</summary>
    public void Attach(in Frame frame)
    {
        var attach = frame.Read<AttachFrame>();
        if (_sessions.Count >= _requests.Limits.ConsumersPerConnection)
        {
            _requests.Refuse(frame.Id, new BrokerException(ErrorCode.LimitExceeded, $"The connection has {_sessions.Count} consumers; at most {_requests.Limits.ConsumersPerConnection} are allowed."));
            return;
        }

        var session = new Session(attach.Consumer, attach.Source, attach.Prefetch, _requests, over: Forget);
        if (!_sessions.TryAdd(attach.Consumer, session))
        {
            throw Violations.Violation($"The consumer id {attach.Consumer} is in use; it is free again after its Closed.");
        }

        _ = AttachAsync(frame.Id, session, attach);
    }

    /// <summary>Changes a prefetch. A session that is over may cross this frame.</summary>
    public void SetPrefetch(in Frame frame)
    {
        var prefetch = frame.Read<SetPrefetchFrame>().Prefetch;
        Find(frame.Id)?.SetPrefetch(prefetch);
    }

    /// <summary>Ends a session. One that is over already may cross this frame.</summary>
    public void Detach(in Frame frame)
    {
        var lost = frame.Read<DetachFrame>().Lost;
        _ = Find(frame.Id)?.EndAsync(null, lost);
    }

    /// <summary>The session with an id.</summary>
    /// <param name="consumer">The id.</param>
    public Session? Find(uint consumer) => _sessions.GetValueOrDefault(consumer);

    /// <summary>Ends all sessions; their leases go back.</summary>
    /// <param name="reason">Why; null when the client has gone.</param>
    /// <param name="lost">Whether the client vanished, or behaves as if it had.</param>
    public Task EndAsync(BrokerException? reason, bool lost) => Task.WhenAll(_sessions.Values.Select(session => session.EndAsync(reason, lost)));

    private async Task AttachAsync(uint id, Session session, AttachFrame attach)
    {
        _requests.Begin();
        try
        {
            session.Pause(_output.IsFull);
            var options = new ConsumerOptions
            {
                Prefetch = attach.Prefetch,
                LeaseTimeout = attach.LeaseTimeout == TimeSpan.Zero ? null : attach.LeaseTimeout,
                KeepsLease = attach.KeepsLease,
                Priority = attach.Priority,
                Exclusive = attach.Exclusive,
            };
            options.Validate();
            options = options with { Prefetch = session.EffectivePrefetch };
            var consumer = await _requests.Broker.AttachAsync(session.Source, options, session, _requests.ConnectionEnds).ConfigureAwait(false);
            _requests.Send(id, new OkFrame());
            await session.AttachedAsync(consumer, options.Prefetch).ConfigureAwait(false);
        }
        catch (Exception error)
        {
            Forget(session);
            _requests.Refuse(id, error);
        }
        finally
        {
            _requests.End();
        }
    }

    private void Forget(Session session) => _sessions.TryRemove(KeyValuePair.Create(session.Id, session));

    // Comes from several threads; whoever is last sees the state that counts.
    private void FollowOutput()
    {
        lock (_pausing)
        {
            var full = _output.IsFull;
            foreach (var (_, session) in _sessions)
            {
                session.Pause(full);
            }
        }
    }
}
