namespace Actors;

/// <summary>A piece of a filter's text.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Position">Where it starts, in characters from 1.</param>
/// <param name="Text">What it says, without quotes.</param>
internal readonly record struct FilterToken(FilterTokenKind Kind, int Position, string Text)
{
    /// <summary>Whether it is this word of the language, in whatever case.</summary>
    public bool IsWord(string word) => Kind == FilterTokenKind.Word && Text.Equals(word, StringComparison.OrdinalIgnoreCase);

    /// <summary>Whether it is this symbol.</summary>
    public bool IsSymbol(string symbol) => Kind == FilterTokenKind.Symbol && Text == symbol;

    /// <inheritdoc/>
    public override string ToString() => Kind switch
    {
        FilterTokenKind.End => "the end",
        FilterTokenKind.Text => $"the text '{Text}'",
        FilterTokenKind.QuotedName => $"the name \"{Text}\"",
        _ => $"'{Text}'",
    };
}
