using System.Text.RegularExpressions;

namespace Actors.Architecture.Tests.Sources;

/// <summary>Tells the code in a C# file from its comments and strings, well enough to look for names in it.</summary>
internal static partial class CodeText
{
    /// <summary>Replaces comments and the text of strings and characters by blanks; holes of interpolated strings stay.</summary>
    public static string Of(string text) => Passive().Replace(text, match => match.Value[0] == '$' ? BlankOutsideHoles(match.Value) : Blank(match.Value));

    private static string Blank(string text) => string.Create(text.Length, text, static (blank, source) =>
    {
        for (var i = 0; i < blank.Length; i++)
        {
            blank[i] = source[i] == '\n' ? '\n' : ' ';
        }
    });

    private static string BlankOutsideHoles(string text)
    {
        var blank = Blank(text).ToCharArray();
        var depth = 0;
        for (var i = 0; i < text.Length; i++)
        {
            depth += text[i] == '{' ? 1 : 0;
            if (depth > 0)
            {
                blank[i] = text[i];
            }

            depth -= text[i] == '}' && depth > 0 ? 1 : 0;
        }

        return new string(blank);
    }

    // Comments of both kinds; raw, verbatim and plain strings, each perhaps interpolated; characters.
    [GeneratedRegex("""//[^\n]*|/\*.*?\*/|\$*(?<quotes>"{3,}).*?\k<quotes>|(?:\$@|@\$|@)"(?:[^"]|"")*"|\$?"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])+'""", RegexOptions.Singleline)]
    private static partial Regex Passive();
}
