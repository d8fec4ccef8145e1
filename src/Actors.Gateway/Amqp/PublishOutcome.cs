namespace Actors.Gateway.Amqp;

/// <summary>What the broker answered to a batch.</summary>
/// <param name="Receipt">What became of the messages; means nothing when there is an error.</param>
/// <param name="Error">Why there is no receipt; null when there is one.</param>
internal sealed record PublishOutcome(PublishReceipt Receipt, Exception? Error)
{
    /// <summary>Whether the target is not there.</summary>
    public bool IsMissing => Error is BrokerException { Code: ErrorCode.NotFound or ErrorCode.Deleted };

    /// <summary>Whether the target takes nothing from publishers.</summary>
    public bool IsForbidden => Error is BrokerException { Code: ErrorCode.InvalidArgument };
}
