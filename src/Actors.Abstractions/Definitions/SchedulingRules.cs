using System.Text;

namespace Actors;

/// <summary>Refuses what a policy cannot mean: numbers out of range, and options that contradict each other.</summary>
internal static class SchedulingRules
{
    public static void Check(ConsumptionPolicy policy, string what)
    {
        Require(Enum.IsDefined(policy.Order), what, nameof(policy.Order), policy.Order, string.Join(", ", Enum.GetNames<DeliveryOrder>()));
        Require(Enum.IsDefined(policy.Fairness), what, nameof(policy.Fairness), policy.Fairness, string.Join(", ", Enum.GetNames<KeyFairness>()));
        Require(policy.ConcurrencyPerKey is >= 0 and <= Limits.Prefetch, what, nameof(policy.ConcurrencyPerKey), policy.ConcurrencyPerKey, $"0 (any number) to {Limits.Prefetch}");
        if (policy.PriorityAgeing is { } ageing)
        {
            Require(ageing >= TimeSpan.FromMilliseconds(1) && ageing <= Limits.LongestAgeing, what, nameof(policy.PriorityAgeing), ageing, $"00:00:00.0010000 to {Limits.LongestAgeing}");
            Agree(policy.Order == DeliveryOrder.Priority, what, $"{nameof(policy.PriorityAgeing)} needs the {nameof(policy.Order)} {DeliveryOrder.Priority}, not {policy.Order}");
        }

        if (policy.ExpectedServiceTime is { } service)
        {
            Require(service >= TimeSpan.Zero && service <= Limits.LongestLease, what, nameof(policy.ExpectedServiceTime), service, $"0 to {Limits.LongestLease}");
        }

        CheckWeights(policy, what);
        CheckBudgets(policy.Budgets, what);
    }

    private static void CheckWeights(ConsumptionPolicy policy, string what)
    {
        ArgumentNullException.ThrowIfNull(policy.KeyWeights);
        Agree(policy.KeyWeights.Count == 0 || policy.Fairness != KeyFairness.None, what, $"{nameof(policy.KeyWeights)} need a {nameof(policy.Fairness)} other than {KeyFairness.None}");
        Require(policy.KeyWeights.Count <= Limits.NamedKeys, what, nameof(policy.KeyWeights), $"of {policy.KeyWeights.Count} keys", $"at most {Limits.NamedKeys} keys");
        foreach (var (key, weight) in policy.KeyWeights)
        {
            CheckKey(key, what, nameof(policy.KeyWeights));
            Require(weight is >= 1 and <= Limits.LargestWeight, what, $"{nameof(policy.KeyWeights)}['{key}']", weight, $"1 to {Limits.LargestWeight}");
        }
    }

    private static void CheckBudgets(IReadOnlyList<KeyBudget> budgets, string what)
    {
        const string option = nameof(ConsumptionPolicy.Budgets);
        ArgumentNullException.ThrowIfNull(budgets);
        Require(budgets.Count <= Limits.NamedKeys, what, option, $"of {budgets.Count} keys", $"at most {Limits.NamedKeys} keys");
        var keys = new HashSet<string>(StringComparer.Ordinal);
        var forOthers = 0;
        foreach (var budget in budgets)
        {
            var name = budget.Key is null ? "every other key" : $"the key '{budget.Key}'";
            if (budget.Key is null)
            {
                forOthers++;
            }
            else
            {
                CheckKey(budget.Key, what, option);
            }

            Agree(budget.Key is null ? forOthers == 1 : keys.Add(budget.Key), what, $"{option} hold two budgets for {name}");
            Agree(budget.Messages is not null || budget.Cost is not null, what, $"the budget of {name} limits neither {nameof(budget.Messages)} nor {nameof(budget.Cost)}");
            Require(budget.Window >= Limits.ShortestBudgetWindow && budget.Window <= Limits.LongestBudgetWindow, what, $"{nameof(budget.Window)} of the budget of {name}", budget.Window, $"{Limits.ShortestBudgetWindow} to {Limits.LongestBudgetWindow}");
            Require(budget.Messages is null or (>= 1 and <= Limits.LargestBudget), what, $"{nameof(budget.Messages)} of the budget of {name}", budget.Messages, $"1 to {Limits.LargestBudget}");
            Require(budget.Cost is null or (>= 1 and <= Limits.LargestBudget), what, $"{nameof(budget.Cost)} of the budget of {name}", budget.Cost, $"1 to {Limits.LargestBudget}");
        }
    }

    private static void CheckKey(string key, string what, string option) =>
        Require(key.Length > 0 && Encoding.UTF8.GetByteCount(key) <= Limits.KeyBytes, what, $"a key in {option}", $"of {Encoding.UTF8.GetByteCount(key)} bytes", $"1 to {Limits.KeyBytes} bytes");

    private static void Require<T>(bool holds, string what, string option, T value, string allowed)
    {
        if (!holds)
        {
            throw new BrokerException(ErrorCode.InvalidArgument, $"The {option} {value} of the {what} is out of range; allowed: {allowed}.");
        }
    }

    private static void Agree(bool holds, string what, string contradiction)
    {
        if (!holds)
        {
            throw new BrokerException(ErrorCode.InvalidArgument, $"The options of the {what} contradict each other: {contradiction}.");
        }
    }
}
