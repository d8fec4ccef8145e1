namespace Actors.Gateway.Amqp;

/// <summary>One delivery that was not settled yet.</summary>
/// <param name="Holder">Who holds it.</param>
/// <param name="Epoch">The life of the queue's actor that granted the lease.</param>
/// <param name="Offset">The message's offset.</param>
/// <param name="Attempt">Which delivery of the message it is.</param>
/// <param name="Partition">The partition of the topic; 0 for queues.</param>
internal readonly record struct Unsettled(Holder? Holder, long Epoch, long Offset, int Attempt, int Partition);
