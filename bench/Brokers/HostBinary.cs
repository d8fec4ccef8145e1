namespace Actors.Bench.Brokers;

/// <summary>Finds the Release build of the host, which is built together with this project.</summary>
internal static class HostBinary
{
    private const string Solution = "Actors.sln";

    /// <summary>The executable.</summary>
    /// <exception cref="BenchFailure">It is not there.</exception>
    public static string Path
    {
        get
        {
            var path = System.IO.Path.Combine(Repository(), "standalone", "bin", "Release", "net10.0", "actors");
            return File.Exists(path)
                ? path
                : throw new BenchFailure($"There is no Release build of the host at {path}; start the benchmarks with 'dotnet run -c Release --project bench'.");
        }
    }

    private static string Repository()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(System.IO.Path.Combine(folder.FullName, Solution)))
            {
                return folder.FullName;
            }
        }

        throw new BenchFailure($"No folder above {AppContext.BaseDirectory} holds {Solution}: run the benchmarks inside the repository.");
    }
}
