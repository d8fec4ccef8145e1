namespace Actors;

/// <summary>A part of a filter that is true or false for a message.</summary>
internal abstract class Condition
{
    /// <summary>Whether it is true.</summary>
    public abstract bool Holds(Message message);

    /// <summary>Both are true; the second is looked at only if the first is.</summary>
    public sealed class And(Condition left, Condition right) : Condition
    {
        public override bool Holds(Message message) => left.Holds(message) && right.Holds(message);
    }

    /// <summary>One is true; the second is looked at only if the first is not.</summary>
    public sealed class Or(Condition left, Condition right) : Condition
    {
        public override bool Holds(Message message) => left.Holds(message) || right.Holds(message);
    }

    /// <summary>The other is false.</summary>
    public sealed class Not(Condition other) : Condition
    {
        public override bool Holds(Message message) => !other.Holds(message);
    }

    /// <summary>Two values compare in this way. Values that cannot be compared, a missing one among them, do so in none.</summary>
    public sealed class Comparison(Operand left, ComparisonKind kind, Operand right) : Condition
    {
        public override bool Holds(Message message) => ValueOrder.Compare(left.Of(message), right.Of(message)) is { } order && kind switch
        {
            ComparisonKind.Equal => order == 0,
            ComparisonKind.NotEqual => order != 0,
            ComparisonKind.Less => order < 0,
            ComparisonKind.LessOrEqual => order <= 0,
            ComparisonKind.Greater => order > 0,
            _ => order >= 0,
        };
    }

    /// <summary>A value equals one of a list.</summary>
    public sealed class In(Operand operand, IReadOnlyList<HeaderValue> values) : Condition
    {
        public override bool Holds(Message message)
        {
            var value = operand.Of(message);
            return values.Any(other => ValueOrder.Compare(value, other) == 0);
        }
    }

    /// <summary>A text matches a pattern.</summary>
    public sealed class Like(Operand operand, LikePattern pattern) : Condition
    {
        public override bool Holds(Message message) => operand.Of(message) is { Kind: HeaderKind.String } text && pattern.Matches(text.AsString());
    }

    /// <summary>A header or property is there, whatever its value.</summary>
    public sealed class Exists(Operand operand) : Condition
    {
        public override bool Holds(Message message) => operand.IsIn(message);
    }

    /// <summary>A value is the boolean true.</summary>
    public sealed class IsTrue(Operand operand) : Condition
    {
        public override bool Holds(Message message) => operand.Of(message) is { Kind: HeaderKind.Boolean } truth && truth.AsBoolean();
    }
}
