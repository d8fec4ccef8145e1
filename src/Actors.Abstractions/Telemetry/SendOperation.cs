using System.Diagnostics;

namespace Actors;

/// <summary>The activity and the measurements of one publish; the default value reports nothing.</summary>
internal readonly struct SendOperation
{
    private const string Operation = "publish";
    private const string OperationType = "send";

    private readonly string? _destination;
    private readonly Activity? _activity;
    private readonly long _started;

    private SendOperation(string destination)
    {
        _destination = destination;
        _started = Stopwatch.GetTimestamp();
        if (BrokerTelemetry.Activities.HasListeners())
        {
            _activity = BrokerTelemetry.Activities.StartActivity($"{Operation} {destination}", ActivityKind.Producer);
            BrokerTelemetry.Describe(_activity, destination, Operation, OperationType);
        }
    }

    /// <summary>Starts a publish, which becomes the current activity.</summary>
    public static SendOperation Start(string destination) => BrokerTelemetry.ObservesSends ? new SendOperation(destination) : default;

    /// <summary>The messages are confirmed.</summary>
    public void End(int count) => Report(count, error: null);

    /// <summary>The publish was refused or failed.</summary>
    public void Fail(Exception error)
    {
        BrokerTelemetry.Fail(_activity, error);
        Report(count: 1, error);
    }

    private void Report(int count, Exception? error)
    {
        if (_destination is not null)
        {
            var tags = BrokerTelemetry.Tags(_destination, Operation, OperationType, error);
            BrokerTelemetry.Sent.Add(count, tags);
            BrokerTelemetry.SendDuration.Record(Stopwatch.GetElapsedTime(_started).TotalSeconds, tags);
            _activity?.Dispose();
        }
    }
}
