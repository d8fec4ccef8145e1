namespace Actors;

/// <summary>Compares values as filters do: numbers by what they are worth, texts by their code units, times, and booleans.</summary>
internal static class ValueOrder
{
    private const double Beyond = 9_223_372_036_854_775_808.0;

    /// <summary>Below, at or above 0; null when the two cannot be compared.</summary>
    public static int? Compare(HeaderValue left, HeaderValue right) => (left.Kind, right.Kind) switch
    {
        (HeaderKind.Integer, HeaderKind.Integer) => left.AsInteger().CompareTo(right.AsInteger()),
        (HeaderKind.Double, HeaderKind.Double) => double.IsNaN(left.AsDouble()) || double.IsNaN(right.AsDouble()) ? null : left.AsDouble().CompareTo(right.AsDouble()),
        (HeaderKind.Integer, HeaderKind.Double) => Compare(left.AsInteger(), right.AsDouble()),
        (HeaderKind.Double, HeaderKind.Integer) => -Compare(right.AsInteger(), left.AsDouble()),
        (HeaderKind.String, HeaderKind.String) => string.CompareOrdinal(left.AsString(), right.AsString()),
        (HeaderKind.Boolean, HeaderKind.Boolean) => left.AsBoolean().CompareTo(right.AsBoolean()),
        (HeaderKind.Time, HeaderKind.Time) => left.AsTime().CompareTo(right.AsTime()),
        _ => null,
    };

    // Exactly: a large integer made a double could equal one it does not.
    private static int? Compare(long left, double right)
    {
        if (double.IsNaN(right))
        {
            return null;
        }

        if (right >= Beyond)
        {
            return -1;
        }

        if (right < -Beyond)
        {
            return 1;
        }

        var whole = Math.Truncate(right);
        var order = left.CompareTo((long)whole);
        return order != 0 ? order : whole.CompareTo(right);
    }
}
