namespace Actors;

/// <summary>What a piece of a filter's text is.</summary>
internal enum FilterTokenKind
{
    End,
    Word,
    QuotedName,
    Text,
    Integer,
    Decimal,
    Symbol,
}
