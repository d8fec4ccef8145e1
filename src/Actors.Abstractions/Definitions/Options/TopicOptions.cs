namespace Actors;

/// <summary>The options of topics and their subscriptions, tags 75 to 99.</summary>
internal static class TopicOptions
{
    private static readonly OptionCodec<string> Pattern = new((writer, value) => writer.Text(value), static (ref OptionReader reader) => reader.Text(), value => $"'{value}'");

    public static IReadOnlyList<DefinitionOption> All { get; } =
    [
        new TypedOption<SubscriptionDefinition, string?>(
            75, nameof(SubscriptionDefinition.Filter), OptionCodecs.Text, null, subscription => subscription.Filter, (subscription, value) => subscription with { Filter = value }),
        new TypedOption<SubscriptionDefinition, IReadOnlyList<string>>(
            76, nameof(SubscriptionDefinition.Subjects), OptionCodecs.ListOf(Pattern), [], subscription => subscription.Subjects, (subscription, value) => subscription with { Subjects = value }),
    ];
}
