namespace Actors;

/// <summary>The options that say which message goes next, tags 20 to 39.</summary>
internal static class SchedulingOptions
{
    private static readonly OptionCodec<KeyBudget> Budget = new(
        (writer, value) =>
        {
            // Null is a key of its own, and the first.
            writer.Number(value.Key is null ? 0 : 1);
            writer.Text(value.Key ?? "");
            OptionCodecs.Duration.Write(writer, value.Window);
            OptionCodecs.Long.Write(writer, value.Messages);
            OptionCodecs.Long.Write(writer, value.Cost);
        },
        static (ref OptionReader reader) => ReadBudget(ref reader),
        value => $"{value.Key ?? "every other key"}: {value.Messages?.ToString() ?? "any number of"} messages, {value.Cost?.ToString() ?? "any"} cost in {value.Window}");

    private static readonly OptionCodec<IReadOnlyList<KeyBudget>> BudgetList = OptionCodecs.ListOf(Budget);

    // Two lists that say the same are the same bytes.
    private static readonly OptionCodec<IReadOnlyList<KeyBudget>> BudgetsByKey = new(
        (writer, value) => BudgetList.Write(writer, [.. value.OrderBy(budget => budget.Key is not null).ThenBy(budget => budget.Key, StringComparer.Ordinal)]),
        BudgetList.Read,
        BudgetList.Show);

    private static readonly OptionCodec<IReadOnlyDictionary<string, int>> Weights = new(
        (writer, value) =>
        {
            writer.Number(value.Count);
            foreach (var (key, weight) in value.OrderBy(entry => entry.Key, StringComparer.Ordinal))
            {
                writer.Text(key);
                writer.Number(weight);
            }
        },
        static (ref OptionReader reader) => ReadWeights(ref reader),
        value => $"[{string.Join(", ", value.Select(entry => $"{entry.Key}: {entry.Value}"))}]");

    public static IReadOnlyList<DefinitionOption> All { get; } =
    [
        new TypedOption<ConsumptionPolicy, DeliveryOrder>(
            20, nameof(ConsumptionPolicy.Order), OptionCodecs.Choice<DeliveryOrder>(), DeliveryOrder.Fifo, policy => policy.Order, (policy, value) => policy with { Order = value }),
        new TypedOption<ConsumptionPolicy, TimeSpan?>(
            21, nameof(ConsumptionPolicy.PriorityAgeing), OptionCodecs.Duration, null, policy => policy.PriorityAgeing, (policy, value) => policy with { PriorityAgeing = value }),
        new TypedOption<ConsumptionPolicy, TimeSpan?>(
            22, nameof(ConsumptionPolicy.ExpectedServiceTime), OptionCodecs.Duration, null, policy => policy.ExpectedServiceTime, (policy, value) => policy with { ExpectedServiceTime = value }),
        new TypedOption<ConsumptionPolicy, int>(
            23, nameof(ConsumptionPolicy.ConcurrencyPerKey), OptionCodecs.Integer, 0, policy => policy.ConcurrencyPerKey, (policy, value) => policy with { ConcurrencyPerKey = value }),
        new TypedOption<ConsumptionPolicy, KeyFairness>(
            24, nameof(ConsumptionPolicy.Fairness), OptionCodecs.Choice<KeyFairness>(), KeyFairness.None, policy => policy.Fairness, (policy, value) => policy with { Fairness = value }),
        new TypedOption<ConsumptionPolicy, IReadOnlyDictionary<string, int>>(
            25, nameof(ConsumptionPolicy.KeyWeights), Weights, new Dictionary<string, int>(), policy => policy.KeyWeights, (policy, value) => policy with { KeyWeights = value }),
        new TypedOption<ConsumptionPolicy, IReadOnlyList<KeyBudget>>(
            26, nameof(ConsumptionPolicy.Budgets), BudgetsByKey, [], policy => policy.Budgets, (policy, value) => policy with { Budgets = value }),
    ];

    // Read in the order they are written.
    private static KeyBudget ReadBudget(ref OptionReader reader)
    {
        var isNamed = reader.Number() != 0;
        var key = reader.Text();
        var window = OptionCodecs.Duration.Read(ref reader) ?? TimeSpan.Zero;
        var (messages, cost) = (OptionCodecs.Long.Read(ref reader), OptionCodecs.Long.Read(ref reader));
        return new KeyBudget(isNamed ? key : null, window) { Messages = messages == 0 ? null : messages, Cost = cost == 0 ? null : cost };
    }

    private static IReadOnlyDictionary<string, int> ReadWeights(ref OptionReader reader)
    {
        var weights = new Dictionary<string, int>(StringComparer.Ordinal);
        for (var left = reader.Count(); left > 0; left--)
        {
            var (key, weight) = (reader.Text(), reader.Number());
            if (weight is < 0 or > int.MaxValue || !weights.TryAdd(key, (int)weight))
            {
                throw OptionReader.Malformed($"the weight {weight} of the key '{key}' is out of range or not the only one");
            }
        }

        return weights;
    }
}
