namespace Actors.Bench.Scenarios;

/// <summary>What the command line says about a run.</summary>
/// <param name="DataRoot">Where the temporary folders are made; null for the first usual place that is on a disk.</param>
/// <param name="Repetitions">How often each scenario is measured.</param>
/// <param name="Duration">How long each load publishes.</param>
/// <param name="InProcess">Whether the broker shares the generator's process, where a scenario allows it.</param>
/// <param name="Host">The host to measure; null for the one of this repository.</param>
internal sealed record BenchSettings(string? DataRoot, int Repetitions, TimeSpan Duration, bool InProcess, string? Host);
