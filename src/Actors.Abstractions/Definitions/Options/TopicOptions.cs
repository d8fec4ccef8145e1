namespace Actors;

/// <summary>The options of topics and their subscriptions, tags 75 to 99.</summary>
internal static class TopicOptions
{
    private static readonly OptionCodec<string> Pattern = new((writer, value) => writer.Text(value), static (ref OptionReader reader) => reader.Text(), value => $"'{value}'");

    private static readonly OptionCodec<SeekTarget> Place = new(
        (writer, value) =>
        {
            writer.Number((byte)value.Kind);
            writer.Number(value.Value);
        },
        static (ref OptionReader reader) => new SeekTarget((SeekKind)Math.Clamp(reader.Number(), 0, byte.MaxValue), reader.Number()),
        value => value.ToString());

    public static IReadOnlyList<DefinitionOption> All { get; } =
    [
        new TypedOption<SubscriptionDefinition, string?>(
            75, nameof(SubscriptionDefinition.Filter), OptionCodecs.Text, null, subscription => subscription.Filter, (subscription, value) => subscription with { Filter = value }),
        new TypedOption<SubscriptionDefinition, IReadOnlyList<string>>(
            76, nameof(SubscriptionDefinition.Subjects), OptionCodecs.ListOf(Pattern), [], subscription => subscription.Subjects, (subscription, value) => subscription with { Subjects = value }),
        new TypedOption<SubscriptionDefinition, SeekTarget>(
            77, nameof(SubscriptionDefinition.Start), Place, default, subscription => subscription.Start, (subscription, value) => subscription with { Start = value }),
        new TypedOption<TopicDefinition, TimeSpan?>(
            78, nameof(TopicDefinition.RetentionAge), OptionCodecs.Duration, null, topic => topic.RetentionAge, (topic, value) => topic with { RetentionAge = value }),
        new TypedOption<TopicDefinition, long?>(
            79, nameof(TopicDefinition.RetentionBytes), OptionCodecs.Long, null, topic => topic.RetentionBytes, (topic, value) => topic with { RetentionBytes = value }),
        new TypedOption<TopicDefinition, long?>(
            80, nameof(TopicDefinition.RetentionMessages), OptionCodecs.Long, null, topic => topic.RetentionMessages, (topic, value) => topic with { RetentionMessages = value }),
        new TypedOption<TopicDefinition, bool>(
            81, nameof(TopicDefinition.LastValuePerKey), OptionCodecs.Flag, false, topic => topic.LastValuePerKey, (topic, value) => topic with { LastValuePerKey = value }),
    ];
}
