namespace Actors.Simulation.Tests.Worlds;

/// <summary>What a caller knows after a call.</summary>
internal enum Outcome
{
    /// <summary>It was carried out.</summary>
    Done,

    /// <summary>It was not carried out.</summary>
    Refused,

    /// <summary>It was carried out or not.</summary>
    Unknown,
}
