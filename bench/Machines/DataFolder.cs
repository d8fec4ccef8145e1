namespace Actors.Bench.Machines;

/// <summary>A temporary folder on a real disk, gone when disposed.</summary>
internal sealed class DataFolder : IDisposable
{
    private static readonly string[] Volatile = ["tmpfs", "ramfs"];

    private DataFolder(string path) => Path = path;

    public string Path { get; }

    /// <summary>Creates a folder.</summary>
    /// <param name="root">Where; null for the first of the usual places that is on a disk.</param>
    /// <exception cref="BenchFailure">The root is in memory, or not there: syncing it would cost nothing and say nothing.</exception>
    public static DataFolder Create(string? root)
    {
        var place = root ?? Array.Find([System.IO.Path.GetTempPath(), "/var/tmp", Environment.CurrentDirectory], IsOnDisk);
        if (place is null || !Directory.Exists(place) || !IsOnDisk(place))
        {
            throw new BenchFailure($"The folder '{place ?? "/tmp"}' is not on a disk; name one that is with --data-root.");
        }

        return new DataFolder(Directory.CreateDirectory(System.IO.Path.Combine(place, $"actors-bench-{Guid.NewGuid():N}")).FullName);
    }

    public void Dispose() => Directory.Delete(Path, recursive: true);

    private static bool IsOnDisk(string path) => Directory.Exists(path) && !Volatile.Contains(FileSystemOf(path));

    /// <summary>The kind of file system a folder is on, as in <c>ext4</c>.</summary>
    /// <param name="path">The folder.</param>
    public static string FileSystemOf(string path) => new DriveInfo(System.IO.Path.GetFullPath(path)).DriveFormat;
}
