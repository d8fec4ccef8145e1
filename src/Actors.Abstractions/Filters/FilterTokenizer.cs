using System.Text;

namespace Actors;

/// <summary>Cuts a filter's text into pieces.</summary>
internal sealed class FilterTokenizer(string text)
{
    private static readonly string[] Symbols = ["<>", "!=", "<=", ">=", "=", "<", ">", "(", ")", ","];

    private int _at;

    /// <summary>The next piece; at the end, always the end.</summary>
    public FilterToken Next()
    {
        while (_at < text.Length && char.IsWhiteSpace(text[_at]))
        {
            _at++;
        }

        if (_at == text.Length)
        {
            return new FilterToken(FilterTokenKind.End, _at + 1, "");
        }

        var first = text[_at];
        return first switch
        {
            '\'' => Quoted('\'', FilterTokenKind.Text),
            '"' => Quoted('"', FilterTokenKind.QuotedName),
            _ when char.IsAsciiDigit(first) || first is '-' or '+' or '.' => Number(),
            _ when char.IsLetter(first) || first == '_' => Word(),
            _ => Symbol(),
        };
    }

    /// <summary>An error about a place in the filter.</summary>
    /// <param name="position">The place, in characters from 1.</param>
    /// <param name="problem">What is wrong there.</param>
    public static BrokerException Error(int position, string problem) => new(ErrorCode.InvalidArgument, $"The filter is wrong at position {position}: {problem}.");

    // A quote inside is written twice.
    private FilterToken Quoted(char quote, FilterTokenKind kind)
    {
        var start = _at++;
        var content = new StringBuilder();
        while (_at < text.Length)
        {
            if (text[_at] != quote)
            {
                content.Append(text[_at++]);
            }
            else if (_at + 1 < text.Length && text[_at + 1] == quote)
            {
                content.Append(quote);
                _at += 2;
            }
            else
            {
                _at++;
                return new FilterToken(kind, start + 1, content.ToString());
            }
        }

        throw Error(start + 1, $"the {quote} that opens here is not closed");
    }

    private FilterToken Number()
    {
        var start = _at++;
        var isDecimal = text[start] == '.';
        while (_at < text.Length && (char.IsAsciiLetterOrDigit(text[_at]) || text[_at] == '.' || (text[_at] is '-' or '+' && text[_at - 1] is 'e' or 'E')))
        {
            isDecimal |= text[_at] is '.' or 'e' or 'E';
            _at++;
        }

        return new FilterToken(isDecimal ? FilterTokenKind.Decimal : FilterTokenKind.Integer, start + 1, text[start.._at]);
    }

    private FilterToken Word()
    {
        var start = _at;
        while (_at < text.Length && (char.IsLetterOrDigit(text[_at]) || text[_at] is '_' or '-' or '.'))
        {
            _at++;
        }

        return new FilterToken(FilterTokenKind.Word, start + 1, text[start.._at]);
    }

    private FilterToken Symbol()
    {
        foreach (var symbol in Symbols)
        {
            if (text.AsSpan(_at).StartsWith(symbol, StringComparison.Ordinal))
            {
                _at += symbol.Length;
                return new FilterToken(FilterTokenKind.Symbol, _at - symbol.Length + 1, symbol);
            }
        }

        throw Error(_at + 1, $"'{text[_at]}' means nothing here");
    }
}
