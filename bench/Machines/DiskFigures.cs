using Actors.Bench.Figures;

namespace Actors.Bench.Machines;

/// <summary>What appending and syncing came to.</summary>
/// <param name="Syncs">How long each sync took.</param>
/// <param name="MebibytesPerSecond">Everything written, by the time for writes and syncs together.</param>
internal readonly record struct DiskFigures(Percentiles Syncs, double MebibytesPerSecond);
