namespace Actors.Cluster.Grains;

/// <summary>A queue; its key is the queue's name. Queues and topics share one set of names: a name stands for one grain.</summary>
[Alias("actors.queue")]
public interface IQueueGrain : ILogGrain
{
    /// <summary>Makes sure the queue exists with exactly this definition.</summary>
    /// <param name="queue">The definition; its name is the grain's key.</param>
    [Alias("declare-queue")]
    Task DeclareAsync(QueueDefinition queue);
}
