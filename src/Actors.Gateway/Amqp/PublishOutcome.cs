namespace Actors.Gateway.Amqp;

/// <summary>What the broker answered to a batch.</summary>
/// <param name="Receipt">What became of the messages; means nothing when there is an error.</param>
/// <param name="Error">Why there is no receipt; null when there is one.</param>
internal sealed record PublishOutcome(PublishReceipt Receipt, Exception? Error)
{
    /// <summary>Whether no queue got the messages, which is nobody's fault.</summary>
    public bool IsUnroutable => Error is BrokerException { Code: ErrorCode.NotFound or ErrorCode.Deleted };
}
