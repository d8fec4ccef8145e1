using Actors.Bench.Machines;

namespace Actors.Bench.Scenarios;

/// <summary>What this machine can do with no broker on it.</summary>
internal sealed class LimitsScenario : IScenario
{
    private const int SmallRounds = 2_000;
    private const int LargeRounds = 256;
    private const long SequentialBytes = 1L << 30;

    public string Name => "limits";

    public string About => "syncs, sequential writes and loopback frames of this machine";

    public Task RunAsync(Repetition run)
    {
        AddDisk(run);
        foreach (var frames in new[] { 1, 16, 128 })
        {
            run.Tell($"echo, {frames} frames a write");
            run.Add($"echo of 128 B frames, {frames} a write", EchoProbe.Measure(frames, run.Duration), "frames/s");
        }

        return Task.CompletedTask;
    }

    private static void AddDisk(Repetition run)
    {
        var disk = new DiskProbe(run.Folder);
        foreach (var recycled in new[] { false, true })
        {
            var blocks = recycled ? "blocks written before" : "fresh blocks";
            run.Tell($"syncs, {blocks}");
            var small = disk.AppendAndSync(DiskProbe.SmallBytes, SmallRounds, recycled);
            run.Add($"fdatasync of 4 KiB, {blocks}, p50", small.Syncs.At(0.5), "us");
            run.Add($"fdatasync of 4 KiB, {blocks}, p99", small.Syncs.At(0.99), "us");
            run.Add($"appends of 4 KiB, each synced, {blocks}", small.MebibytesPerSecond * 1024 * 1024 / DiskProbe.SmallBytes, "appends/s");
            var large = disk.AppendAndSync(DiskProbe.LargeBytes, LargeRounds, recycled);
            run.Add($"fdatasync of 1 MiB, {blocks}, p50", large.Syncs.At(0.5), "us");
            run.Add($"appends of 1 MiB, each synced, {blocks}", large.MebibytesPerSecond, "MiB/s");
        }

        run.Tell("sequential write");
        run.Add("sequential write, one sync at the end", disk.Sequential(SequentialBytes), "MiB/s");
    }
}
