namespace Actors.Architecture.Tests.Sources;

/// <summary>A text file of the repository.</summary>
/// <param name="Path">Where it is, from the repository's root, with forward slashes.</param>
/// <param name="Text">What it says.</param>
internal sealed record SourceFile(string Path, string Text)
{
    private string? _code;

    /// <summary>The first folder, or the first two below <c>src</c> and <c>tests</c>: the project it belongs to.</summary>
    public string Project => string.Join('/', Path.Split('/').SkipLast(1).Take(Path.StartsWith("src/", StringComparison.Ordinal) || IsTest ? 2 : 1));

    public bool IsTest => Path.StartsWith("tests/", StringComparison.Ordinal);

    public bool IsCSharp => Path.EndsWith(".cs", StringComparison.Ordinal);

    public bool IsProject => Path.EndsWith(".csproj", StringComparison.Ordinal);

    /// <summary>The file's name without folder and endings.</summary>
    public string Name => Path[(Path.LastIndexOf('/') + 1)..].Split('.')[0];

    /// <summary>The text with comments and the insides of strings blanked out; lines and columns stay where they are.</summary>
    public string Code => _code ??= CodeText.Of(Text);

    /// <summary>The line of a character, from 1.</summary>
    public int LineAt(int index) => Text.AsSpan(0, index).Count('\n') + 1;
}
