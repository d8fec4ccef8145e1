using System.Diagnostics;

namespace Actors;

/// <summary>One message's way through a handler: the activity around it, the measurement and the settlement.</summary>
internal static class ProcessOperation
{
    private const string Operation = "process";

    private static readonly TimeSpan FirstDelay = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LongestDelay = TimeSpan.FromSeconds(30);

    /// <summary>An activity for work on a delivery, child of the one that published it; null when nobody listens.</summary>
    public static Activity? Start(Delivery delivery)
    {
        if (!BrokerTelemetry.Activities.HasListeners())
        {
            return null;
        }

        var activity = BrokerTelemetry.Activities.StartActivity($"{Operation} {delivery.Source}", ActivityKind.Consumer, TraceContext.Extract(delivery.Message));
        BrokerTelemetry.Describe(activity, delivery.Source, Operation, Operation);
        return activity;
    }

    /// <summary>Runs the handler: ack when it returns, nack with a growing delay when it throws, release when it was cancelled.</summary>
    public static async ValueTask RunAsync(Delivery delivery, Func<Delivery, CancellationToken, ValueTask> handler, CancellationToken cancellationToken)
    {
        using var activity = Start(delivery);
        var started = BrokerTelemetry.ProcessDuration.Enabled ? Stopwatch.GetTimestamp() : 0;
        Exception? failure = null;
        try
        {
            await handler(delivery, cancellationToken).ConfigureAwait(false);
            delivery.Ack();
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            delivery.Release();
        }
        catch (Exception error)
        {
            failure = error;
            BrokerTelemetry.Fail(activity, error);
            delivery.Nack(DelayAfter(delivery.Attempt));
        }

        if (started != 0)
        {
            BrokerTelemetry.ProcessDuration.Record(
                Stopwatch.GetElapsedTime(started).TotalSeconds, BrokerTelemetry.Tags(delivery.Source, Operation, Operation, failure));
        }
    }

    // What a handler depends on may be away for a while: attempts must not be used up within it.
    private static TimeSpan DelayAfter(int attempt) =>
        attempt < 10 && FirstDelay * (1 << (attempt - 1)) is var delay && delay < LongestDelay ? delay : LongestDelay;
}
