namespace Actors.Core.Schedulers;

/// <summary>The budgets of a policy by key.</summary>
internal sealed class Budgets
{
    private readonly Dictionary<ulong, Budget> _named = [];
    private readonly Budget? _others;

    public Budgets(IEnumerable<KeyBudget> budgets)
    {
        foreach (var one in budgets)
        {
            var budget = new Budget(one.Window.Ticks, one.Messages ?? 0, one.Cost ?? 0);
            if (one.Key is null)
            {
                _others = budget;
            }
            else
            {
                _named.Add(KeyHash.Of(one.Key), budget);
            }
        }
    }

    /// <summary>The budget of a key; null for none.</summary>
    public Budget? Of(ulong key) => _named.Count > 0 && _named.TryGetValue(key, out var budget) ? budget : _others;
}
