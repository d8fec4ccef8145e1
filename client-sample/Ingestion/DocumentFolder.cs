namespace Actors.Sample.Ingestion;

/// <summary>Finds the files to ingest.</summary>
internal static class DocumentFolder
{
    private const int MostFiles = 2_000;
    private const int LargestFile = 1024 * 1024;
    private const string RepositoryMark = "Actors.sln";

    private static readonly string[] Skipped = ["bin", "obj", "node_modules"];

    /// <summary>This repository's docs, wherever inside the repository the sample runs; the current folder if it runs elsewhere.</summary>
    public static string Default()
    {
        foreach (var start in (string[])[Environment.CurrentDirectory, AppContext.BaseDirectory])
        {
            for (var folder = new DirectoryInfo(start); folder is not null; folder = folder.Parent)
            {
                if (File.Exists(Path.Combine(folder.FullName, RepositoryMark)))
                {
                    return Path.Combine(folder.FullName, "docs");
                }
            }
        }

        return Environment.CurrentDirectory;
    }

    /// <summary>The files of a folder and of those in it, by name; not hidden ones and not what a build makes.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="passedOver">How many files are too large, or too many.</param>
    public static IReadOnlyList<FileInfo> Files(string folder, out int passedOver)
    {
        if (!Directory.Exists(folder))
        {
            throw new SampleException($"There is no folder {Path.GetFullPath(folder)} to read documents from.");
        }

        var options = new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.Hidden | FileAttributes.ReparsePoint };
        var all = new DirectoryInfo(folder).EnumerateFiles("*", options)
            .Where(file => !Path.GetRelativePath(folder, file.FullName).Split(Path.DirectorySeparatorChar).Any(Skipped.Contains))
            .OrderBy(file => file.FullName, StringComparer.Ordinal)
            .ToList();
        var fitting = all.Where(file => file.Length <= LargestFile).Take(MostFiles).ToList();
        passedOver = all.Count - fitting.Count;
        return fitting;
    }
}
