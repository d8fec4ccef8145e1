using Actors.Architecture.Tests.Sources;

namespace Actors.Architecture.Tests.Rules;

/// <summary>A place where a rule is broken.</summary>
/// <param name="File">The file.</param>
/// <param name="Line">The line, from 1.</param>
/// <param name="Rule">What is demanded, and what was found instead.</param>
internal sealed record Violation(SourceFile File, int Line, string Rule)
{
    public override string ToString() => $"{File.Path}:{Line}: {Rule}";
}
