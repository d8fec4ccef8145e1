namespace Actors.Bench.Brokers;

/// <summary>Finds the Release build of the host, which is built together with this project.</summary>
internal static class HostBinary
{
    private const string Solution = "Actors.sln";

    /// <summary>The executable to measure.</summary>
    /// <param name="chosen">One that was built before, to compare with; null for the one built along.</param>
    /// <exception cref="BenchFailure">It is not there.</exception>
    public static string Find(string? chosen)
    {
        var path = chosen ?? Path.Combine(Repository(), "standalone", "bin", "Release", "net10.0", "actors");
        return File.Exists(path)
            ? path
            : throw new BenchFailure($"There is no Release build of the host at {path}; start the benchmarks with 'dotnet run -c Release --project bench'.");
    }

    /// <summary>The host of the cluster, which is built apart: not every machine has its packages.</summary>
    /// <exception cref="BenchFailure">It is not there.</exception>
    public static string FindSilo()
    {
        var path = Path.Combine(Repository(), "silo-host", "bin", "Release", "net10.0", "actors-silo");
        return File.Exists(path)
            ? path
            : throw new BenchFailure($"There is no Release build of the cluster's host at {path}; make one with 'dotnet build -c Release silo-host'.");
    }

    private static string Repository()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, Solution)))
            {
                return folder.FullName;
            }
        }

        throw new BenchFailure($"No folder above {AppContext.BaseDirectory} holds {Solution}: run the benchmarks inside the repository.");
    }
}
