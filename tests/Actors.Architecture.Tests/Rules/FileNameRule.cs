using System.Text.RegularExpressions;
using Actors.Architecture.Tests.Sources;

namespace Actors.Architecture.Tests.Rules;

/// <summary>A file is named after the type in it, and it is the only one there that others can name. A converter may stand beside its surrogate.</summary>
internal sealed partial class FileNameRule : IRule
{
    public IEnumerable<Violation> Check(IReadOnlyList<SourceFile> files)
    {
        foreach (var file in files.Where(file => file.IsCSharp))
        {
            var types = TopLevelType().Matches(file.Code);
            foreach (var type in types.Where(type => type.Groups["name"].Value != file.Name && type.Groups["name"].Value != file.Name.Replace("Surrogate", "Converter", StringComparison.Ordinal)))
            {
                yield return new Violation(file, file.LineAt(type.Index), $"a file is named after its one type; this one also holds {type.Groups["name"].Value}");
            }
        }
    }

    // Namespaces are file-scoped, so what is not indented is top-level.
    [GeneratedRegex(@"^(?:\w+ )*(?:class|struct|interface|enum|record(?: struct| class)?) (?<name>\w+)", RegexOptions.Multiline)]
    private static partial Regex TopLevelType();
}
