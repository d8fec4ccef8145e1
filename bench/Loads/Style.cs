namespace Actors.Bench.Loads;

/// <summary>How the services of a load write their code.</summary>
internal enum Style
{
    /// <summary>A publish and a confirm for each message, many under way; an enumeration of deliveries, an ack for each.</summary>
    OneByOne,

    /// <summary>Publishes of whole batches; deliveries taken and acked by the run.</summary>
    Batched,
}
