using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Actors;

/// <summary>What publishers and consumers report about themselves, named as the OpenTelemetry conventions for messaging say.</summary>
/// <remarks>Everything here costs one branch as long as nobody listens.</remarks>
public static class BrokerTelemetry
{
    /// <summary>The name of the activity source and of the meter: give it to <c>AddSource</c> and <c>AddMeter</c>.</summary>
    public const string Name = "Actors";

    internal const string System = "actors";
    internal const string SystemTag = "messaging.system";
    internal const string DestinationTag = "messaging.destination.name";
    internal const string OperationTag = "messaging.operation.name";
    internal const string OperationTypeTag = "messaging.operation.type";
    internal const string ErrorTag = "error.type";

    private static readonly Meter Meter = new(Name);

    internal static readonly ActivitySource Activities = new(Name);

    internal static readonly Counter<long> Sent = Meter.CreateCounter<long>(
        "messaging.client.sent.messages", "{message}", "Messages that a publisher tried to send.");

    internal static readonly Counter<long> Consumed = Meter.CreateCounter<long>(
        "messaging.client.consumed.messages", "{message}", "Messages delivered to consumers.");

    internal static readonly Histogram<double> SendDuration = Meter.CreateHistogram<double>(
        "messaging.client.operation.duration", "s", "Time from a publish to its confirm.");

    internal static readonly Histogram<double> ProcessDuration = Meter.CreateHistogram<double>(
        "messaging.process.duration", "s", "Time a handler took for a message.");

    /// <summary>Whether a publish has anyone to report to.</summary>
    internal static bool ObservesSends => Activities.HasListeners() || Sent.Enabled || SendDuration.Enabled;

    internal static TagList Tags(string destination, string operation, string type, Exception? error) => error is null
        ? new TagList { { SystemTag, System }, { DestinationTag, destination }, { OperationTag, operation }, { OperationTypeTag, type } }
        : new TagList { { SystemTag, System }, { DestinationTag, destination }, { OperationTag, operation }, { OperationTypeTag, type }, { ErrorTag, ErrorType(error) } };

    internal static void Describe(Activity? activity, string destination, string operation, string type) => activity?
        .SetTag(SystemTag, System)
        .SetTag(DestinationTag, destination)
        .SetTag(OperationTag, operation)
        .SetTag(OperationTypeTag, type);

    internal static void Fail(Activity? activity, Exception error) => activity?
        .SetTag(ErrorTag, ErrorType(error))
        .SetStatus(ActivityStatusCode.Error, error.Message);

    private static string ErrorType(Exception error) => error is BrokerException broker ? broker.Code.ToString() : error.GetType().FullName!;
}
