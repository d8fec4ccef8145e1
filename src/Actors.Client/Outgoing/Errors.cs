namespace Actors.Outgoing;

/// <summary>The errors of a client whose connection is gone.</summary>
internal static class Errors
{
    /// <summary>What a request gets that may have been carried out.</summary>
    /// <param name="reason">Why the connection was lost.</param>
    public static BrokerException Lost(Exception? reason) =>
        new(ErrorCode.OutcomeUnknown, $"The connection was lost before the answer came: {reason?.Message}", reason) { Scope = ErrorScope.Connection };

    /// <summary>The same error for another call: an exception collects the traces of all that throw it, so each call needs its own.</summary>
    public static BrokerException Copy(this BrokerException error) => new(error.Code, error.Message, error.InnerException) { Scope = error.Scope };
}
