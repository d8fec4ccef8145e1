namespace Actors.Bench.Loads;

/// <summary>Who publishes and consumes what, for how long.</summary>
/// <param name="Targets">The queue or topic of each publisher.</param>
/// <param name="Sources">The queue or subscription of each consumer; those of one source compete.</param>
/// <param name="BodyBytes">Size of each body.</param>
/// <param name="Style">How the services are written.</param>
/// <param name="Duration">How long is published; what is left is consumed after that, on the same clock.</param>
internal sealed record FlowPlan(string[] Targets, string[] Sources, int BodyBytes, Style Style, TimeSpan Duration)
{
    /// <summary>How many different keys the messages have; 0 for none.</summary>
    public int Keys { get; init; }
}
