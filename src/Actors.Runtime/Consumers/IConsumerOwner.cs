namespace Actors.Runtime.Consumers;

/// <summary>Who keeps the consumers attached through it.</summary>
internal interface IConsumerOwner
{
    /// <summary>The consumer has ended.</summary>
    void Forget(AttachedConsumer consumer);

    /// <summary>The consumer lost its actor, which will be back in another life.</summary>
    void Orphaned(AttachedConsumer consumer);

    /// <summary>The consumer failed to take a delivery and is dropped.</summary>
    void ReportConsumer(string source, Exception error);
}
