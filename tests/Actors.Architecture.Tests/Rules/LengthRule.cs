using Actors.Architecture.Tests.Sources;

namespace Actors.Architecture.Tests.Rules;

/// <summary>A file that no longer fits a head is two files.</summary>
/// <param name="most">The most lines a C# file may have.</param>
internal sealed class LengthRule(int most) : IRule
{
    public IEnumerable<Violation> Check(IReadOnlyList<SourceFile> files) =>
        from file in files
        where file.IsCSharp
        let lines = file.Text.AsSpan().TrimEnd('\n').Count('\n') + 1
        where lines > most
        select new Violation(file, most + 1, $"a file has at most {most} lines; this one has {lines}");
}
