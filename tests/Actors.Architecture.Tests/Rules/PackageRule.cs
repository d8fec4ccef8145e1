using Actors.Architecture.Tests.Sources;

namespace Actors.Architecture.Tests.Rules;

/// <summary>A family of packages belongs to some projects only.</summary>
/// <param name="family">How the packages' names begin; empty for any package at all.</param>
/// <param name="allowed">Who may refer to them.</param>
internal sealed class PackageRule(string family, Func<SourceFile, bool> allowed) : IRule
{
    public IEnumerable<Violation> Check(IReadOnlyList<SourceFile> files) =>
        from project in files
        where project.IsProject && !allowed(project)
        from package in ProjectReferences.Packages(project)
        where package.Name.StartsWith(family, StringComparison.Ordinal)
        select new Violation(project, package.Line, $"{Path.GetFileNameWithoutExtension(project.Path)} must not refer to {(family.Length == 0 ? "packages" : family)}; it refers to {package.Name}");
}
