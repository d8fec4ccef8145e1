using System.Globalization;

namespace Actors;

/// <summary>Makes a condition of a filter's text.</summary>
/// <remarks>
/// <code>
/// filter    := and { "or" and }
/// and       := not { "and" not }
/// not       := "not" not | test
/// test      := "(" filter ")" | "exists" "(" name ")" | value [ compare value | ["not"] "in" "(" literal { "," literal } ")" | ["not"] "like" text ]
/// compare   := "=" | "&lt;>" | "!=" | "&lt;" | "&lt;=" | ">" | ">="
/// value     := name | literal
/// name      := header | "quoted header" | "message." property
/// literal   := 'text' | integer | decimal | "true" | "false" | "time" 'text'
/// </code>
/// </remarks>
internal sealed class FilterParser
{
    // Enough for whatever people write, and far from what a stack holds.
    private const int Deepest = 64;

    private static readonly string[] Words = ["and", "or", "not", "in", "like", "exists", "true", "false"];

    private readonly FilterTokenizer _tokens;
    private FilterToken _next;
    private int _depth;

    public FilterParser(string text)
    {
        _tokens = new FilterTokenizer(text);
        _next = _tokens.Next();
    }

    public Condition Parse()
    {
        var condition = Filter();
        return _next.Kind == FilterTokenKind.End ? condition : throw Expected("'and', 'or' or the end");
    }

    private Condition Filter()
    {
        var condition = And();
        while (_next.IsWord("or"))
        {
            Take();
            condition = new Condition.Or(condition, And());
        }

        return condition;
    }

    private Condition And()
    {
        var condition = Not();
        while (_next.IsWord("and"))
        {
            Take();
            condition = new Condition.And(condition, Not());
        }

        return condition;
    }

    private Condition Not()
    {
        if (++_depth > Deepest)
        {
            throw FilterTokenizer.Error(_next.Position, $"it is nested deeper than {Deepest} levels");
        }

        var condition = Test();
        _depth--;
        return condition;
    }

    private Condition Test()
    {
        if (_next.IsWord("not"))
        {
            Take();
            return new Condition.Not(Not());
        }

        if (_next.IsSymbol("("))
        {
            Take();
            var inner = Filter();
            Symbol(")");
            return inner;
        }

        if (_next.IsWord("exists"))
        {
            Take();
            Symbol("(");
            var position = _next.Position;
            var name = Name();
            if (name is null or Operand.Literal)
            {
                throw FilterTokenizer.Error(position, "expected the name of a header or property");
            }

            Symbol(")");
            return new Condition.Exists(name);
        }

        return Test(Value());
    }

    private Condition Test(Operand value)
    {
        if (TryCompare() is { } kind)
        {
            Take();
            return new Condition.Comparison(value, kind, Value());
        }

        var isNegated = _next.IsWord("not");
        if (isNegated)
        {
            Take();
        }

        Condition? condition = _next.IsWord("in") ? In(value) : _next.IsWord("like") ? Like(value) : null;
        if (condition is null)
        {
            return isNegated ? throw Expected("'in' or 'like'") : new Condition.IsTrue(value);
        }

        return isNegated ? new Condition.Not(condition) : condition;
    }

    private ComparisonKind? TryCompare() => _next.Kind != FilterTokenKind.Symbol ? null : _next.Text switch
    {
        "=" => ComparisonKind.Equal,
        "<>" or "!=" => ComparisonKind.NotEqual,
        "<" => ComparisonKind.Less,
        "<=" => ComparisonKind.LessOrEqual,
        ">" => ComparisonKind.Greater,
        ">=" => ComparisonKind.GreaterOrEqual,
        _ => null,
    };

    private Condition.In In(Operand value)
    {
        Take();
        Symbol("(");
        var values = new List<HeaderValue>();
        while (true)
        {
            var position = _next.Position;
            var literal = Literal() ?? Name() as Operand.Literal;
            values.Add(literal?.Value ?? throw FilterTokenizer.Error(position, "expected a text, a number, true, false or a time"));
            if (!_next.IsSymbol(","))
            {
                Symbol(")");
                return new Condition.In(value, values);
            }

            Take();
        }
    }

    private Condition.Like Like(Operand value)
    {
        Take();
        var token = _next.Kind == FilterTokenKind.Text ? Take() : throw Expected("a pattern in single quotes");
        return new Condition.Like(value, LikePattern.Of(token.Text) ?? throw FilterTokenizer.Error(token.Position, "the pattern ends in a lone backslash"));
    }

    private Operand Value() => Literal() ?? Name() ?? throw Expected("a header, a property, a text, a number, true, false or a time");

    private Operand? Name()
    {
        if (_next.Kind == FilterTokenKind.QuotedName)
        {
            return _next.Text.Length > 0 ? new Operand.Header(Take().Text) : throw Expected("a name");
        }

        if (_next.Kind != FilterTokenKind.Word || Words.Any(_next.IsWord))
        {
            return null;
        }

        var word = Take();
        return word.Text.StartsWith(Operand.PropertyPrefix, StringComparison.OrdinalIgnoreCase)
            ? Operand.OfProperty(word.Text[Operand.PropertyPrefix.Length..]) ?? throw FilterTokenizer.Error(word.Position, $"there is no property '{word.Text}'; there are {Operand.PropertyNames}")
            : Timed(word);
    }

    // The word "time" is one of the language only where a text follows it.
    private Operand Timed(FilterToken word)
    {
        if (!word.IsWord("time") || _next.Kind != FilterTokenKind.Text)
        {
            return new Operand.Header(word.Text);
        }

        var text = Take();
        return DateTimeOffset.TryParse(text.Text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time)
            ? new Operand.Literal(time)
            : throw FilterTokenizer.Error(text.Position, $"'{text.Text}' is no time; one is written as 2026-01-31T12:00:00Z");
    }

    private Operand.Literal? Literal()
    {
        switch (_next.Kind)
        {
            case FilterTokenKind.Text:
                return new Operand.Literal(Take().Text);
            case FilterTokenKind.Integer:
                return new Operand.Literal(Integer(Take()));
            case FilterTokenKind.Decimal:
                return new Operand.Literal(Decimal(Take()));
            case FilterTokenKind.Word when _next.IsWord("true") || _next.IsWord("false"):
                return new Operand.Literal(Take().IsWord("true"));
            default:
                return null;
        }
    }

    private static long Integer(FilterToken token) => long.TryParse(token.Text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value)
        ? value
        : throw FilterTokenizer.Error(token.Position, $"'{token.Text}' is no integer of 64 bits");

    private static double Decimal(FilterToken token) => double.TryParse(token.Text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && double.IsFinite(value)
        ? value
        : throw FilterTokenizer.Error(token.Position, $"'{token.Text}' is no number");

    private void Symbol(string symbol)
    {
        if (!_next.IsSymbol(symbol))
        {
            throw Expected($"'{symbol}'");
        }

        Take();
    }

    private FilterToken Take()
    {
        var taken = _next;
        _next = _tokens.Next();
        return taken;
    }

    private BrokerException Expected(string what) => FilterTokenizer.Error(_next.Position, $"expected {what}, found {_next}");
}
