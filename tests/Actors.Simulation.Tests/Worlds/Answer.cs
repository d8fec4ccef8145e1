namespace Actors.Simulation.Tests.Worlds;

/// <summary>How a call to the broker ended.</summary>
/// <param name="Outcome">What the caller knows.</param>
/// <param name="Value">The result, if it was carried out.</param>
/// <param name="Error">Why it was not.</param>
internal readonly record struct Answer<T>(Outcome Outcome, T? Value, BrokerException? Error)
{
    public bool IsDone => Outcome == Outcome.Done;
}
