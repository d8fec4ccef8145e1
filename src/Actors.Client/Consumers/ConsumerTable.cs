using System.Collections.Concurrent;
using Actors.Outgoing;
using Actors.Protocol.Native;
using Actors.Requests;
using Microsoft.Extensions.Logging;

namespace Actors.Consumers;

/// <summary>The consumers of a client, by the id that their frames carry.</summary>
internal sealed class ConsumerTable(Pipeline pipeline, Requester requester, ActorsClientOptions options, ILogger log)
{
    private readonly ConcurrentDictionary<uint, ClientConsumer> _consumers = new();
    private uint _lastId;

    /// <summary>Where consumers send what needs no answer.</summary>
    public Pipeline Pipeline => pipeline;

    /// <summary>Where consumers send what does.</summary>
    public Requester Requester => requester;

    /// <summary>The client's options.</summary>
    public ActorsClientOptions Options => options;

    /// <summary>Where consumers report.</summary>
    public ILogger Log => log;

    /// <summary>Attaches a consumer.</summary>
    public async ValueTask<IConsumer> AttachAsync(string source, ConsumerOptions how, IDeliverySink sink, CancellationToken cancellationToken)
    {
        // Ids are not used again: whatever still comes for an old one finds nobody.
        var consumer = new ClientConsumer(this, Interlocked.Increment(ref _lastId), source, how, sink);
        _consumers[consumer.Id] = consumer;
        try
        {
            await consumer.AttachAsync(cancellationToken).ConfigureAwait(false);
            return consumer;
        }
        catch
        {
            consumer.GiveUp();
            throw;
        }
    }

    /// <summary>Hands a Deliver to its consumer; one that has just left is not looked for.</summary>
    public void Deliver(in Frame frame)
    {
        if (_consumers.TryGetValue(frame.Id, out var consumer))
        {
            consumer.Deliver(frame.Read<DeliverFrame>().Runs);
        }
    }

    /// <summary>The broker has ended a session.</summary>
    public void Closed(in Frame frame)
    {
        var closed = frame.Read<ClosedFrame>();
        if (_consumers.TryGetValue(frame.Id, out var consumer))
        {
            consumer.Closed(closed);
        }
    }

    /// <summary>The connection is gone, and all leases with it; consumers attach again.</summary>
    public void ConnectionLost()
    {
        foreach (var consumer in _consumers.Values)
        {
            consumer.ConnectionLost();
        }
    }

    /// <summary>Lets all consumers leave in good order.</summary>
    public Task DetachAsync() => Task.WhenAll(_consumers.Values.Select(consumer => consumer.DisposeAsync().AsTask()));

    /// <summary>The client is closed; nothing more will come.</summary>
    public void Close()
    {
        foreach (var consumer in _consumers.Values)
        {
            consumer.End(null);
        }
    }

    /// <summary>Forgets a consumer.</summary>
    public void Remove(ClientConsumer consumer) => _consumers.TryRemove(consumer.Id, out _);
}
