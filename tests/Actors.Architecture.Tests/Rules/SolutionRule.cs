using Actors.Architecture.Tests.Sources;

namespace Actors.Architecture.Tests.Rules;

/// <summary>What is in no solution is neither built nor tested by anybody.</summary>
/// <param name="solution">The solution or filter.</param>
/// <param name="leavesOut">The projects it leaves out on purpose.</param>
internal sealed class SolutionRule(string solution, params string[] leavesOut) : IRule
{
    public IEnumerable<Violation> Check(IReadOnlyList<SourceFile> files)
    {
        var listing = files.Single(file => file.Path == solution);
        var paths = listing.Text.Replace(@"\\", "/", StringComparison.Ordinal).Replace('\\', '/');
        foreach (var project in files.Where(file => file.IsProject))
        {
            var expected = !leavesOut.Contains(Path.GetFileNameWithoutExtension(project.Path));
            if (paths.Contains($"\"{project.Path}\"", StringComparison.Ordinal) != expected)
            {
                yield return new Violation(project, 1, $"{solution} {(expected ? "holds every project but " + string.Join(", ", leavesOut) : "leaves this project out")}; it {(expected ? "lacks" : "has")} this one");
            }
        }
    }
}
