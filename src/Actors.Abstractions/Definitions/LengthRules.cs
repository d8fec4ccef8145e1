namespace Actors;

/// <summary>What a queue may say about its length.</summary>
internal static class LengthRules
{
    /// <summary>Refuses a definition that is out of range or contradicts itself.</summary>
    public static void Validate(QueueDefinition queue)
    {
        Require(queue.MaxLength is null or > 0, queue, nameof(queue.MaxLength), queue.MaxLength, "1 and above, or none");
        Require(queue.MaxBytes is null or > 0, queue, nameof(queue.MaxBytes), queue.MaxBytes, "1 and above, or none");
        Require(Enum.IsDefined(queue.Overflow), queue, nameof(queue.Overflow), queue.Overflow, string.Join(", ", Enum.GetNames<OverflowPolicy>()));
        if (queue.Overflow != OverflowPolicy.DropHead && queue.MaxLength is null && queue.MaxBytes is null)
        {
            throw new BrokerException(
                ErrorCode.InvalidArgument, $"The {nameof(queue.Overflow)} {queue.Overflow} of the queue '{queue.Name}' needs a {nameof(queue.MaxLength)} or a {nameof(queue.MaxBytes)}.");
        }

        if (queue.Overflow is OverflowPolicy.DeadLetterHead or OverflowPolicy.DeadLetterPublished && queue.DeadLetterQueue == "")
        {
            throw new BrokerException(
                ErrorCode.InvalidArgument, $"The {nameof(queue.Overflow)} {queue.Overflow} of the queue '{queue.Name}' needs a {nameof(queue.DeadLetterQueue)}; it discards its dead letters.");
        }
    }

    private static void Require(bool holds, QueueDefinition queue, string property, object? value, string allowed)
    {
        if (!holds)
        {
            throw new BrokerException(ErrorCode.InvalidArgument, $"The {property} {value} of the queue '{queue.Name}' is out of range; allowed: {allowed}.");
        }
    }
}
