using Actors.Architecture.Tests.Rules;
using Actors.Architecture.Tests.Sources;

namespace Actors.Architecture.Tests;

/// <summary>A rule that cannot be broken guards nothing: each is shown a breach, and something near it that is none.</summary>
public sealed class SampleTests
{
    private const string AnyFile = "src/Actors.Core/Sample.cs";
    private const string AnyTest = "tests/Actors.Core.Tests/Sample.cs";

    /// <summary>Rule, file, text, the line of the breach; 0 for none.</summary>
    public static TheoryData<string, string, string, int> Samples => new()
    {
        { "arrows", "src/Actors.Core/Actors.Core.csproj", "<Project>\n<ProjectReference Include=\"../Actors.Journal/Actors.Journal.csproj\" />\n</Project>", 2 },
        { "arrows", "src/Actors.Core/Actors.Core.csproj", "<Project>\n<ProjectReference Include=\"../Actors.Abstractions/Actors.Abstractions.csproj\" />\n</Project>", 0 },
        { "arrows", "src/Actors.Surprise/Actors.Surprise.csproj", "<Project />", 1 },
        { "pure projects have no packages", "src/Actors.Core/Actors.Core.csproj", "<Project>\n\n<PackageReference Include=\"Some.Package\" />\n</Project>", 3 },
        { "pure projects have no packages", "src/Actors.Client/Actors.Client.csproj", "<Project>\n<PackageReference Include=\"Some.Package\" />\n</Project>", 0 },
        { "packages of Orleans", "standalone/standalone.csproj", "<Project>\n<PackageReference Include=\"Microsoft.Orleans.Client\" />\n</Project>", 2 },
        { "packages of Orleans", "silo-host/silo-host.csproj", "<Project>\n<PackageReference Include=\"Microsoft.Orleans.Client\" />\n</Project>", 0 },
        { "packages of PostgreSQL", "src/Actors.Standalone/Actors.Standalone.csproj", "<Project>\n<PackageReference Include=\"Npgsql\" />\n</Project>", 2 },
        { "packages of RabbitMQ", "src/Actors.Gateway/Actors.Gateway.csproj", "<Project>\n<PackageReference Include=\"RabbitMQ.Client\" />\n</Project>", 2 },
        { "packages of RabbitMQ", "bench/bench.csproj", "<Project>\n<PackageReference Include=\"RabbitMQ.Client\" />\n</Project>", 0 },
        { "central versions", "bench/bench.csproj", "<Project>\n<PackageReference Include=\"Some.Package\" Version=\"1.0.0\" />\n</Project>", 2 },
        { "central versions", "bench/bench.csproj", "<Project>\n<PackageReference Include=\"Some.Package\"><VersionOverride>1.0.0</VersionOverride></PackageReference>\n</Project>", 2 },
        { "central versions", "bench/bench.csproj", "<Project>\n<PackageReference Include=\"Some.Package\" PrivateAssets=\"all\" />\n</Project>", 0 },
        { "mentions of Orleans", "src/Actors.Gateway/Sample.cs", "// As Orle\u0061ns does.", 1 },
        { "mentions of Orleans", "src/Actors.Cluster/Sample.cs", "// As Orle\u0061ns does.", 0 },
        { "calls of pure projects", AnyFile, "class Sample\n{\n    Task Wait();\n}", 3 },
        { "calls of pure projects", AnyFile, "var now = DateTime.UtcNow;", 1 },
        { "calls of pure projects", AnyFile, "var text = $\"{DateTimeOffset.UtcNow}\";", 1 },
        { "calls of pure projects", "src/Actors.Protocol/Native/Sample.cs", "var chance = new Random(1);", 1 },
        { "calls of pure projects", "src/Actors.Protocol/Native/Sample.cs", "File.ReadAllBytes(name);", 1 },
        { "calls of pure projects", "src/Actors.Protocol/Native/Sample.cs", "Socket socket;", 1 },
        { "calls of pure projects", "src/Actors.Protocol/Native/Sample.cs", "ILogger log;", 1 },
        { "calls of pure projects", AnyFile, "Stopwatch.GetTimestamp();", 1 },
        { "calls of pure projects", AnyFile, "// A Task would be too slow here.\nvar text = \"no File\"; /* nor a\nSocket */ var raw = @\"Random\"\"\";", 0 },
        { "calls of pure projects", AnyFile, "TaskKind kind; var date = new DateTime(ticks);", 0 },
        { "calls of pure projects", "src/Actors.Client/Sample.cs", "Task task;", 0 },
        { "no sleeping in tests", AnyTest, "\nawait Task.Delay(100);", 2 },
        { "no sleeping in tests", AnyTest, "Thread.Sleep(100);", 1 },
        { "no sleeping in tests", AnyTest, "// Task.Delay would do, too.", 0 },
        { "no sleeping in tests", "src/Actors.Client/Sample.cs", "await Task.Delay(100);", 0 },
        { "no paths of a machine", "docs/sample.md", "Run it:\n\n    cd /ho\u006de/somebody/actors", 3 },
        { "no paths of a machine", "README.md", "See https://example.org/ho\u006de/page and docs/work/notes.", 0 },
        { "nothing left to do", AnyFile, "// TO\u0044O: everything", 1 },
        { "no stubs", AnyFile, "throw new NotImplementedException();", 1 },
        { "no swallowed errors", AnyFile, "try\n{\n    Do();\n}\ncatch (Exception)\n{\n" + "}", 5 },
        { "no swallowed errors", AnyFile, "catch\n{\n    // It is gone all the same.\n}", 0 },
        { "one compilation", AnyFile, "\n#if DEBUG\n#endif", 2 },
        { "one compilation", AnyFile, "#pragma warning disable CA1000 // why", 0 },
        { "names that say nothing", AnyFile, "internal sealed class QueueManager;", 1 },
        { "names that say nothing", AnyFile, "internal static class ByteUtils;", 1 },
        { "names that say nothing", AnyFile, "internal sealed class Implementation;", 0 },
        { "length of files", AnyFile, string.Concat(Enumerable.Repeat("\n", 500)) + "last", 501 },
        { "length of files", AnyFile, string.Concat(Enumerable.Repeat("\n", 499)) + "last\n", 0 },
        { "names of files", AnyFile, "namespace Actors;\n\ninternal sealed record Simple(int Number);", 3 },
        { "names of files", AnyFile, "public enum Sample : byte;\n\npublic readonly record struct Other;", 3 },
        { "names of files", AnyFile, "internal sealed class Sample\n{\n    private sealed class Inner;\n}", 0 },
    };

    [Theory]
    [MemberData(nameof(Samples))]
    public void The_rule_finds_the_breach_and_nothing_else(string name, string path, string text, int line)
    {
        var found = House.Rules[name].Check([new SourceFile(path, text)]).ToList();

        Assert.Equal(line == 0 ? [] : [line], found.Select(violation => violation.Line).Distinct());
        Assert.All(found, violation => Assert.StartsWith($"{path}:{line}: ", violation.ToString(), StringComparison.Ordinal));
    }

    [Fact]
    public void A_project_outside_the_solution_is_found()
    {
        SourceFile[] files = [new("Actors.sln", "Project = \"src\\Actors.Core\\Actors.Core.csproj\""), Project("src/Actors.Core"), Project("src/Actors.Lost")];

        Assert.Equal(["src/Actors.Lost/Actors.Lost.csproj"], House.Rules["the whole solution"].Check(files).Select(violation => violation.File.Path));
    }

    [Fact]
    public void A_project_with_Orleans_inside_the_filter_is_found()
    {
        SourceFile[] files = [new("Standalone.slnf", """{ "projects": [ "silo-host\\silo-host.csproj" ] }"""), Project("silo-host"), Project("bench")];

        Assert.Equal(["silo-host/silo-host.csproj", "bench/bench.csproj"], House.Rules["the solution without Orleans"].Check(files).Select(violation => violation.File.Path));
    }

    [Fact]
    public void Every_rule_has_a_sample_that_breaks_it()
    {
        var proven = Samples.Where(sample => (int)sample[3] > 0).Select(sample => (string)sample[0]);

        Assert.Equal(["the solution without Orleans", "the whole solution"], House.Rules.Keys.Except(proven).Order(StringComparer.Ordinal));
    }

    private static SourceFile Project(string folder) => new($"{folder}/{folder[(folder.LastIndexOf('/') + 1)..]}.csproj", "<Project />");
}
