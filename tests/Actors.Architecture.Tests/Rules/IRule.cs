using Actors.Architecture.Tests.Sources;

namespace Actors.Architecture.Tests.Rules;

/// <summary>Something that must be true of all sources together.</summary>
internal interface IRule
{
    /// <summary>Finds every place where it is not.</summary>
    IEnumerable<Violation> Check(IReadOnlyList<SourceFile> files);
}
