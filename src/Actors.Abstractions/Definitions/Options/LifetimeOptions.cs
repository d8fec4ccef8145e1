namespace Actors;

/// <summary>The options that say how long messages, queues and consumers last and what is refused, tags 40 to 69.</summary>
internal static class LifetimeOptions
{
    public static IReadOnlyList<DefinitionOption> All { get; } =
    [
        Of(40, nameof(ConsumptionPolicy.MessageTimeToLive), OptionCodecs.Duration, null, policy => policy.MessageTimeToLive, (policy, value) => policy with { MessageTimeToLive = value }),
        Of(41, nameof(ConsumptionPolicy.RetryDelays), OptionCodecs.ListOf(OptionCodecs.Interval), [], policy => policy.RetryDelays, (policy, value) => policy with { RetryDelays = value }),
    ];

    private static TypedOption<ConsumptionPolicy, TValue> Of<TValue>(
        int tag, string name, OptionCodec<TValue> codec, TValue unset, Func<ConsumptionPolicy, TValue> get, Func<ConsumptionPolicy, TValue, ConsumptionPolicy> set) =>
        new(tag, name, codec, unset, get, set);
}
