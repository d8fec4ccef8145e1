using Actors.Architecture.Tests.Sources;

namespace Actors.Architecture.Tests.Rules;

/// <summary>Versions of packages stand in one place for all projects.</summary>
internal sealed class CentralVersionRule : IRule
{
    public IEnumerable<Violation> Check(IReadOnlyList<SourceFile> files) =>
        from project in files
        where project.IsProject
        from package in ProjectReferences.Packages(project)
        where package.HasVersion
        select new Violation(project, package.Line, $"versions stand in Directory.Packages.props; {package.Name} has one here");
}
