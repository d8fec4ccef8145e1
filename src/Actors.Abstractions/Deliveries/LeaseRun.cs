namespace Actors;

/// <summary>Leases on neighbouring messages, all from one attempt. One message is a run of one.</summary>
/// <param name="Partition">The partition of the topic; 0 for queues.</param>
/// <param name="Epoch">The life of the queue's actor that granted the leases; a later one refuses them.</param>
/// <param name="FirstOffset">The first message's offset.</param>
/// <param name="Count">How many messages.</param>
/// <param name="Attempt">Which delivery of these messages it is, from 1.</param>
public readonly record struct LeaseRun(int Partition, long Epoch, long FirstOffset, int Count, int Attempt)
{
    /// <summary>Refuses a run that no consumer can have been given.</summary>
    /// <exception cref="BrokerException"><see cref="ErrorCode.InvalidArgument"/>.</exception>
    public void Validate()
    {
        if (Count is < 1 or > Limits.Prefetch || FirstOffset < 0 || FirstOffset > long.MaxValue - Count)
        {
            throw new BrokerException(ErrorCode.InvalidArgument, $"A run of {Count} leases from offset {FirstOffset} is out of range; allowed: 1 to {Limits.Prefetch} leases, from offset 0 on.");
        }
    }
}
