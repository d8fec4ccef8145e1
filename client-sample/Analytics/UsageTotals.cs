using Actors.Sample.Broadcasts;

namespace Actors.Sample.Analytics;

/// <summary>Tokens by model and by user.</summary>
internal sealed class UsageTotals
{
    private readonly SortedDictionary<string, long> _byModel = new(StringComparer.Ordinal);
    private readonly Dictionary<string, long> _byUser = [];

    /// <summary>The totals of many events.</summary>
    public static UsageTotals Of(IEnumerable<UsageEvent> events)
    {
        var totals = new UsageTotals();
        foreach (var usage in events)
        {
            totals.Add(usage);
        }

        return totals;
    }

    /// <summary>Adds an event.</summary>
    public void Add(UsageEvent usage)
    {
        _byModel[usage.Model] = _byModel.GetValueOrDefault(usage.Model) + usage.Tokens;
        _byUser[usage.User] = _byUser.GetValueOrDefault(usage.User) + usage.Tokens;
    }

    /// <summary>Whether others come to the same numbers.</summary>
    public bool Equals(UsageTotals other) =>
        _byModel.SequenceEqual(other._byModel) && _byUser.Count == other._byUser.Count
        && _byUser.All(user => other._byUser.GetValueOrDefault(user.Key) == user.Value);

    /// <inheritdoc/>
    public override string ToString()
    {
        var (user, tokens) = _byUser.MaxBy(entry => entry.Value);
        return $"{string.Join(", ", _byModel.Select(model => $"{model.Key} {model.Value:N0} tokens"))}; most by {user} ({tokens:N0})";
    }
}
