using System.Collections.Concurrent;
using Actors.Protocol.Native;

namespace Actors.Gateway.Native;

/// <summary>Takes messages once, on request.</summary>
internal sealed class Receiving(Requests requests)
{
    // Whoever takes an entry out disposes it, so nobody cancels what is disposed.
    private readonly ConcurrentDictionary<uint, CancellationTokenSource> _waiting = new();

    /// <summary>Starts a receive.</summary>
    public void Receive(in Frame frame)
    {
        var receive = frame.Read<ReceiveFrame>();
        var wait = CancellationTokenSource.CreateLinkedTokenSource(requests.ConnectionEnds);
        if (!_waiting.TryAdd(frame.Id, wait))
        {
            wait.Dispose();
            throw Violations.Violation($"The request id {frame.Id} is in use by a Receive that was not answered yet.");
        }

        _ = ReceiveAsync(frame.Id, receive, wait);
    }

    /// <summary>Ends the wait of a receive. One that was answered already may cross this frame.</summary>
    public void Cancel(in Frame frame)
    {
        frame.Read<CancelFrame>();
        Cancel(frame.Id);
    }

    /// <summary>Ends all waits.</summary>
    public void CancelAll()
    {
        foreach (var (id, _) in _waiting)
        {
            Cancel(id);
        }
    }

    private void Cancel(uint id)
    {
        if (_waiting.TryRemove(id, out var wait))
        {
            wait.Cancel();
            wait.Dispose();
        }
    }

    private void Forget(uint id)
    {
        if (_waiting.TryRemove(id, out var wait))
        {
            wait.Dispose();
        }
    }

    private async Task ReceiveAsync(uint id, ReceiveFrame receive, CancellationTokenSource wait)
    {
        requests.Begin();
        try
        {
            var options = new ReceiveOptions
            {
                MaxMessages = receive.MaxMessages,
                Wait = receive.Wait,
                LeaseTimeout = receive.LeaseTimeout == TimeSpan.Zero ? null : receive.LeaseTimeout,
            };
            options.Validate();
            var deliveries = await requests.Broker.ReceiveAsync(receive.Source, options, wait.Token).ConfigureAwait(false);
            Forget(id);
            await AnswerAsync(id, receive.Source, deliveries).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (wait.IsCancellationRequested)
        {
            Forget(id);
            requests.Send(id, new ReceivedFrame(false, default));
        }
        catch (Exception error)
        {
            Forget(id);
            requests.Refuse(id, error);
        }
        finally
        {
            requests.End();
        }
    }

    private async ValueTask AnswerAsync(uint id, string source, IReadOnlyList<Delivery> deliveries)
    {
        if (requests.ConnectionEnds.IsCancellationRequested)
        {
            GiveBack(source, deliveries);
            return;
        }

        var runs = deliveries.Select(delivery => new DeliveredRun(delivery.Lease, delivery.PublishedAt, delivery.Encoded.Bytes)).ToArray();
        foreach (var (part, more) in Parts.Of(runs, run => run.Bytes, requests.Limits.FrameBytes))
        {
            await requests.SendLargeAsync(id, new ReceivedFrame(more, part)).ConfigureAwait(false);
        }
    }

    // Nobody is there any more to take them; others need not wait for their leases to run out.
    private void GiveBack(string source, IReadOnlyList<Delivery> deliveries)
    {
        foreach (var leases in deliveries.Chunk(Limits.BatchCount))
        {
            requests.Broker.Settle(source, leases.Select(delivery => new Settlement(delivery.Lease, SettleVerb.Release)).ToArray());
        }
    }
}
