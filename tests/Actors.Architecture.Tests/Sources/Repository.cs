namespace Actors.Architecture.Tests.Sources;

/// <summary>The repository this test was built from.</summary>
internal static class Repository
{
    private static readonly string[] Kinds = [".cs", ".csproj", ".props", ".targets", ".sln", ".slnf", ".md", ".json", ".sh", ".yml", ".yaml", ".html", ".js", ".css"];
    private static readonly string[] Built = ["bin", "obj", "data", "TestResults", "node_modules"];

    /// <summary>The folder that holds the solution.</summary>
    public static string Root { get; } = FindRoot();

    /// <summary>Every text file that somebody wrote.</summary>
    public static IReadOnlyList<SourceFile> Files { get; } = [.. Read(Root, "")];

    private static IEnumerable<SourceFile> Read(string folder, string prefix)
    {
        foreach (var file in Directory.EnumerateFiles(folder).Where(file => Kinds.Contains(Path.GetExtension(file))))
        {
            yield return new SourceFile(prefix + Path.GetFileName(file), File.ReadAllText(file));
        }

        foreach (var child in Directory.EnumerateDirectories(folder))
        {
            var name = Path.GetFileName(child);
            if (name.StartsWith('.') || Built.Contains(name))
            {
                continue;
            }

            foreach (var file in Read(child, $"{prefix}{name}/"))
            {
                yield return file;
            }
        }
    }

    private static string FindRoot()
    {
        for (var folder = AppContext.BaseDirectory; folder is not null; folder = Path.GetDirectoryName(folder))
        {
            if (File.Exists(Path.Combine(folder, "Actors.sln")))
            {
                return folder;
            }
        }

        throw new InvalidOperationException($"No folder above {AppContext.BaseDirectory} holds Actors.sln.");
    }
}
