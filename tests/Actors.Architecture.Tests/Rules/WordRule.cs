using System.Text.RegularExpressions;
using Actors.Architecture.Tests.Sources;

namespace Actors.Architecture.Tests.Rules;

/// <summary>Some files must not say some words.</summary>
/// <param name="says">The rule, for people.</param>
/// <param name="concerns">Which files it is about.</param>
/// <param name="forbidden">What they must not hold.</param>
/// <param name="inComments">Whether comments and strings count, too.</param>
internal sealed class WordRule(string says, Func<SourceFile, bool> concerns, string forbidden, bool inComments = false) : IRule
{
    private readonly Regex _forbidden = new(forbidden, RegexOptions.CultureInvariant);

    public IEnumerable<Violation> Check(IReadOnlyList<SourceFile> files) =>
        from file in files
        where concerns(file)
        from match in _forbidden.Matches(inComments ? file.Text : file.Code)
        select new Violation(file, file.LineAt(match.Index), $"{says}; found '{match.Value}'");
}
