using System.Globalization;
using System.Reflection;
using System.Text.RegularExpressions;
using Actors.Architecture.Tests.Sources;

namespace Actors.Architecture.Tests;

/// <summary>Documents are checked where a machine can: what they quote exists, and what they point to is there.</summary>
public sealed partial class DocumentTests
{
    private const long MiB = 1024 * 1024;

    [Fact]
    public void Code_in_the_README_is_code_that_is_compiled()
    {
        var sources = Repository.Files.Where(file => file.IsCSharp).Select(file => Squeeze(file.Text)).ToList();
        var blocks = CodeBlock().Matches(Document("README.md").Text).Select(match => match.Groups["code"].Value).ToList();

        Assert.NotEmpty(blocks);
        Assert.All(blocks, block => Assert.True(sources.Exists(source => source.Contains(Squeeze(block), StringComparison.Ordinal)), $"No source file holds these lines of README.md:\n{block}"));
    }

    [Fact]
    public void Every_link_to_a_file_finds_one()
    {
        var broken =
            from document in Repository.Files
            where document.Path.EndsWith(".md", StringComparison.Ordinal)
            from link in Link().Matches(document.Text)
            let target = link.Groups["target"].Value
            where !target.Contains(':', StringComparison.Ordinal) && !Exists(document, target)
            select $"{document.Path}:{document.LineAt(link.Index)}: {target}";

        Assert.Empty(broken);
    }

    [Fact]
    public void The_architecture_names_every_project_once()
    {
        var rows = Document("docs/architecture.md").Text.Split('\n').Where(line => line.StartsWith("| `", StringComparison.Ordinal)).Select(line => line.Split('`')[1]).ToList();
        var projects = Repository.Files.Where(file => file.IsProject && !file.IsTest).Select(file => Path.GetFileNameWithoutExtension(file.Path));

        Assert.Equal(projects.Order(StringComparer.Ordinal), rows.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void The_page_of_limits_tells_every_setting_and_its_default()
    {
        var page = Document("docs/limits.md").Text;
        var rows = typeof(Limits).GetProperties(BindingFlags.Public | BindingFlags.Instance).Select(limit => $"| `{limit.Name}` | {Show(limit.GetValue(Limits.Default)!)} |");

        Assert.All(rows, row => Assert.Contains(row, page, StringComparison.Ordinal));
    }

    private static string Show(object value)
    {
        if (value is TimeSpan time)
        {
            return $"{time.TotalSeconds} s";
        }

        var number = Convert.ToInt64(value, CultureInfo.InvariantCulture);
        return number % MiB == 0 ? $"{number / MiB} MiB" : number.ToString("N0", CultureInfo.InvariantCulture);
    }

    private static SourceFile Document(string path) => Repository.Files.Single(file => file.Path == path);

    // Indentation and blank lines are the page's own.
    private static string Squeeze(string code) => string.Join('\n', code.Split('\n').Select(line => line.Trim()).Where(line => line.Length > 0));

    private static bool Exists(SourceFile document, string target)
    {
        var path = Path.Combine(Repository.Root, Path.GetDirectoryName(document.Path)!, target);
        return File.Exists(path) || Directory.Exists(path);
    }

    [GeneratedRegex(@"```csharp\n(?<code>.*?)```", RegexOptions.Singleline)]
    private static partial Regex CodeBlock();

    [GeneratedRegex(@"\]\((?<target>[^)#\s]+)(?:#[^)]*)?\)")]
    private static partial Regex Link();
}
