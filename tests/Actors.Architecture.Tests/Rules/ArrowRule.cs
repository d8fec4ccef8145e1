using Actors.Architecture.Tests.Sources;

namespace Actors.Architecture.Tests.Rules;

/// <summary>Projects refer only to those they may: dependencies run inward.</summary>
/// <param name="arrows">For each project outside <c>tests</c>, the projects it may refer to.</param>
internal sealed class ArrowRule(IReadOnlyDictionary<string, string[]> arrows) : IRule
{
    public IEnumerable<Violation> Check(IReadOnlyList<SourceFile> files)
    {
        foreach (var project in files.Where(file => file.IsProject && !file.IsTest))
        {
            var name = Path.GetFileNameWithoutExtension(project.Path);
            if (!arrows.TryGetValue(name, out var allowed))
            {
                yield return new Violation(project, 1, $"every project has its place in the table of arrows; {name} has none");
                continue;
            }

            foreach (var (target, line) in ProjectReferences.Projects(project).Where(reference => !allowed.Contains(reference.Name)))
            {
                yield return new Violation(project, line, $"{name} may refer to {(allowed.Length == 0 ? "nothing" : string.Join(", ", allowed))}; it refers to {target}");
            }
        }
    }
}
