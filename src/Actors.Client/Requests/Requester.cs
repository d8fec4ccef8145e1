using Actors.Outgoing;
using Actors.Protocol.Native;

namespace Actors.Requests;

/// <summary>Sends requests and waits for their answers, across connections where that is safe.</summary>
internal sealed class Requester(Pipeline pipeline)
{
    /// <summary>Sends a request that must not be carried out twice.</summary>
    /// <exception cref="BrokerException"><see cref="ErrorCode.OutcomeUnknown"/> when the connection broke before the answer.</exception>
    public Task<TResult> SendAsync<TFrame, TResult>(TFrame frame, Request<TResult> request, CancellationToken cancellationToken)
        where TFrame : struct, IFrame<TFrame>
    {
        cancellationToken.ThrowIfCancellationRequested();
        pipeline.Send(frame, request);
        return request.Completion.Task.WaitAsync(cancellationToken);
    }

    /// <summary>Sends a request that does no harm when carried out twice: again over the next connection if one breaks.</summary>
    public async Task<TResult> RepeatAsync<TFrame, TResult>(TFrame frame, Func<Request<TResult>> request, CancellationToken cancellationToken)
        where TFrame : struct, IFrame<TFrame>
    {
        while (true)
        {
            try
            {
                return await SendAsync(frame, request(), cancellationToken).ConfigureAwait(false);
            }
            catch (BrokerException error) when (IsLost(error))
            {
                cancellationToken.ThrowIfCancellationRequested();
            }
        }
    }

    /// <summary>Takes messages once; over the next connection, for what is left of the wait, if one breaks.</summary>
    public async Task<IReadOnlyList<Delivery>> ReceiveAsync(IBroker broker, string source, ReceiveOptions options, TimeProvider clock, CancellationToken cancellationToken)
    {
        var started = clock.GetTimestamp();
        while (true)
        {
            var left = options.Wait - clock.GetElapsedTime(started);
            var request = new ManyAnswers<ReceivedFrame, Delivery>((frame, list) => AddDeliveries(broker, source, frame, list), Release);
            cancellationToken.ThrowIfCancellationRequested();
            var id = pipeline.Send(new ReceiveFrame(source, options.MaxMessages, left > TimeSpan.Zero ? left : default, options.LeaseTimeout ?? default), request);
            var cancellation = cancellationToken.UnsafeRegister(Cancel, null);
            try
            {
                return await request.Completion.Task.ConfigureAwait(false);
            }
            catch (BrokerException error) when (IsLost(error))
            {
                cancellationToken.ThrowIfCancellationRequested();
            }
            finally
            {
                cancellation.Dispose();
            }

            void Cancel(object? state, CancellationToken token)
            {
                if (request.Completion.TrySetCanceled(token))
                {
                    pipeline.Send(id, default(CancelFrame));
                }
            }
        }
    }

    // A broker may report an unknown outcome of its own; only a lost connection has this scope.
    private static bool IsLost(BrokerException error) => error is { Code: ErrorCode.OutcomeUnknown, Scope: ErrorScope.Connection };

    private static bool AddDeliveries(IBroker broker, string source, ReceivedFrame frame, List<Delivery> deliveries)
    {
        foreach (var run in frame.Runs.Span)
        {
            ReadOnlyMemory<byte> messages = run.Messages.ToArray();
            for (var i = 0; i < run.Leases.Count; i++)
            {
                var lease = run.Leases with { FirstOffset = run.Leases.FirstOffset + i, Count = 1 };
                deliveries.Add(new Delivery(broker, source, lease, run.PublishedAt, EncodedMessage.Take(ref messages)));
            }
        }

        return frame.More;
    }

    private static void Release(List<Delivery> deliveries)
    {
        foreach (var delivery in deliveries)
        {
            delivery.Release();
        }
    }
}
