using System.Reflection;

namespace Actors.Cluster.Postgres;

/// <summary>The SQL of this project, each statement in a file of its own.</summary>
internal static class Statement
{
    private const string Folder = "Actors.Cluster.Postgres.Statements.";
    private const string MigrationFolder = "Actors.Cluster.Postgres.Migrations.";

    public static string Append { get; } = Read(Folder + "append.sql");

    public static string Open { get; } = Read(Folder + "open.sql");

    public static string Recover { get; } = Read(Folder + "recover.sql");

    public static string ReadMessages { get; } = Read(Folder + "read.sql");

    public static string TrimEvents { get; } = Read(Folder + "trim-events.sql");

    public static string TrimMessages { get; } = Read(Folder + "trim-messages.sql");

    public static string Forget { get; } = Read(Folder + "forget.sql");

    public static string Erase { get; } = Read(Folder + "erase.sql");

    public static string WakeStream { get; } = Read(Folder + "wake-stream.sql");

    public static string RestStream { get; } = Read(Folder + "rest-stream.sql");

    public static string AwakeStreams { get; } = Read(Folder + "awake-streams.sql");

    /// <summary>The migrations by version: a file's name starts with the version it leads to.</summary>
    public static IReadOnlyList<(int Version, string Name, string Sql)> Migrations { get; } =
    [
        .. Assembly.GetExecutingAssembly().GetManifestResourceNames()
            .Where(name => name.StartsWith(MigrationFolder, StringComparison.Ordinal))
            .Order(StringComparer.Ordinal)
            .Select(name => (int.Parse(name.AsSpan(MigrationFolder.Length, 4)), name[MigrationFolder.Length..], Read(name))),
    ];

    private static string Read(string name)
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream(name)
            ?? throw new InvalidOperationException($"The statement {name} is not embedded in the assembly.");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
