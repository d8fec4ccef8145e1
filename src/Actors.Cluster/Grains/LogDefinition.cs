namespace Actors.Cluster.Grains;

/// <summary>What a name stands for, as it is kept in grain storage. Everything else about a queue or topic is in its log.</summary>
[GenerateSerializer, Alias("actors.definition")]
internal sealed class LogDefinition
{
    /// <summary>A queue, a topic or an exchange.</summary>
    [Id(0)]
    public EntityKind Kind { get; set; }

    /// <summary>Which declaration of the name it is: a name that is deleted and declared again begins anew.</summary>
    [Id(1)]
    public Guid Incarnation { get; set; }

    /// <summary>A queue's definition; null for a topic.</summary>
    [Id(2)]
    public QueueDefinition? Queue { get; set; }

    /// <summary>Deleted; what was stored of it is being erased.</summary>
    [Id(3)]
    public bool IsDeleted { get; set; }

    /// <summary>A topic's definition; null for a queue.</summary>
    [Id(4)]
    public TopicDefinition? Topic { get; set; }

    /// <summary>An exchange with its bindings; null for queues and topics.</summary>
    [Id(10)]
    public ExchangeState? Exchange { get; set; }

    /// <summary>The exchanges that may have bindings to this name.</summary>
    [Id(11)]
    public List<string> BoundBy { get; set; } = [];
}
