using Actors.Architecture.Tests.Rules;
using Actors.Architecture.Tests.Sources;

namespace Actors.Architecture.Tests;

public sealed class HouseTests
{
    public static TheoryData<string> Names => [.. House.Rules.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void The_repository_keeps_the_rule(string name)
    {
        var violations = House.Rules[name].Check(Repository.Files).Select(violation => violation.ToString()).Order(StringComparer.Ordinal).ToList();

        Assert.True(violations.Count == 0, $"The rule '{name}' is broken in {violations.Count} places:\n{string.Join('\n', violations)}");
    }

    [Fact]
    public void The_repository_is_read()
    {
        var paths = Repository.Files.Select(file => file.Path).ToList();

        Assert.Contains("src/Actors.Abstractions/IBroker.cs", paths);
        Assert.Contains("src/Actors.Core/Actors.Core.csproj", paths);
        Assert.Contains("tests/Actors.Architecture.Tests/HouseTests.cs", paths);
        Assert.DoesNotContain(paths, path => path.Contains("/obj/", StringComparison.Ordinal));
    }

    [Fact]
    public void Every_project_in_the_table_of_arrows_exists()
    {
        var projects = Repository.Files.Where(file => file.IsProject).Select(file => Path.GetFileNameWithoutExtension(file.Path));

        Assert.Empty(House.Arrows.Keys.Except(projects));
    }
}
