using System.Text.RegularExpressions;

namespace Actors.Cluster.Tests.Deployments;

/// <summary>The Dockerfile, as far as something depends on it.</summary>
internal sealed partial class Dockerfile
{
    private readonly List<string> _lines;

    private Dockerfile(string text) =>
        _lines = [.. Continued().Replace(text, " ").Split('\n').Select(line => line.Trim()).Where(line => line.Length > 0 && line[0] != '#')];

    /// <summary>What the last stage sets.</summary>
    public IReadOnlyDictionary<string, string> Environment => Last("ENV").SelectMany(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        .Select(pair => pair.Split('=', 2)).ToDictionary(pair => pair[0], pair => pair[1]);

    public IReadOnlyList<string> Exposed => [.. Last("EXPOSE").SelectMany(line => line.Split(' '))];

    public IReadOnlyList<string> Stages => [.. All("FROM")];

    /// <summary>What is copied from the repository.</summary>
    public IEnumerable<string> Copied => All("COPY").Where(line => !line.StartsWith("--from", StringComparison.Ordinal)).SelectMany(line => line.Split(' ')[..^1]);

    public static Dockerfile Read() => new(Folder.Read("Dockerfile"));

    /// <summary>What an instruction of the last stage is given.</summary>
    public IEnumerable<string> Last(string instruction) => Given(_lines.Skip(_lines.FindLastIndex(line => line.StartsWith("FROM ", StringComparison.Ordinal))), instruction);

    private IEnumerable<string> All(string instruction) => Given(_lines, instruction);

    private static IEnumerable<string> Given(IEnumerable<string> lines, string instruction) =>
        lines.Where(line => line.StartsWith(instruction + ' ', StringComparison.Ordinal)).Select(line => line[(instruction.Length + 1)..]);

    [GeneratedRegex(@"\\\n\s*")]
    private static partial Regex Continued();
}
