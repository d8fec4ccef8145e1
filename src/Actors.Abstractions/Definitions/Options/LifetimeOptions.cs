namespace Actors;

/// <summary>The options that say how long messages and queues last, what is refused, and what publishers and onlookers ask for, tags 40 to 69.</summary>
internal static class LifetimeOptions
{
    private static OptionCodec<Deduplication?> Deduplication { get; } = new(
        (writer, value) =>
        {
            OptionCodecs.Duration.Write(writer, value!.Window);
            writer.Number(value.Count ?? 0);
            OptionCodecs.Flag.Write(writer, value.WhilePending);
            OptionCodecs.Flag.Write(writer, value.ByContent);
        },
        static (ref OptionReader reader) => ReadDeduplication(ref reader),
        value => value?.ToString() ?? "not set");

    // Whether the states make sense is for the broker to say.
    private static OptionCodec<MessageStates> States { get; } = new(
        (writer, value) => writer.Number((byte)value),
        static (ref OptionReader reader) => (MessageStates)(byte)reader.Number(),
        value => value.ToString());

    public static IReadOnlyList<DefinitionOption> All { get; } =
    [
        Of(40, nameof(ConsumptionPolicy.MessageTimeToLive), OptionCodecs.Duration, null, policy => policy.MessageTimeToLive, (policy, value) => policy with { MessageTimeToLive = value }),
        Of(41, nameof(ConsumptionPolicy.RetryDelays), OptionCodecs.ListOf(OptionCodecs.Interval), [], policy => policy.RetryDelays, (policy, value) => policy with { RetryDelays = value }),
        Of(42, nameof(ConsumptionPolicy.ExpiresAfter), OptionCodecs.Duration, null, policy => policy.ExpiresAfter, (policy, value) => policy with { ExpiresAfter = value }),
        Of(43, nameof(ConsumptionPolicy.AutoDelete), OptionCodecs.Flag, false, policy => policy.AutoDelete, (policy, value) => policy with { AutoDelete = value }),
        Of(44, nameof(ConsumptionPolicy.SingleActiveConsumer), OptionCodecs.Flag, false, policy => policy.SingleActiveConsumer, (policy, value) => policy with { SingleActiveConsumer = value }),
        Of(45, nameof(ConsumptionPolicy.Exclusive), OptionCodecs.Flag, false, policy => policy.Exclusive, (policy, value) => policy with { Exclusive = value }),
        Of(46, nameof(ConsumptionPolicy.DeadLetterSubject), OptionCodecs.Text, null, policy => policy.DeadLetterSubject, (policy, value) => policy with { DeadLetterSubject = value }),
        Queue(50, nameof(QueueDefinition.MaxLength), OptionCodecs.Long, null, queue => queue.MaxLength, (queue, value) => queue with { MaxLength = value }),
        Queue(51, nameof(QueueDefinition.MaxBytes), OptionCodecs.Long, null, queue => queue.MaxBytes, (queue, value) => queue with { MaxBytes = value }),
        Queue(52, nameof(QueueDefinition.Overflow), OptionCodecs.Choice<OverflowPolicy>(), OverflowPolicy.DropHead, queue => queue.Overflow, (queue, value) => queue with { Overflow = value }),
        Queue(53, nameof(QueueDefinition.Deduplication), Deduplication, null, queue => queue.Deduplication, (queue, value) => queue with { Deduplication = value }),
        new TypedOption<TopicDefinition, Deduplication?>(
            54, nameof(TopicDefinition.Deduplication), Deduplication, null, topic => topic.Deduplication, (topic, value) => topic with { Deduplication = value }),
        Publish(60, nameof(PublishOptions.Publisher), OptionCodecs.Text, null, options => options.Publisher, (options, value) => options with { Publisher = value }),
        Publish(61, nameof(PublishOptions.PublisherEpoch), OptionCodecs.Number, 0, options => options.PublisherEpoch, (options, value) => options with { PublisherEpoch = value }),
        Publish(62, nameof(PublishOptions.FirstSequence), OptionCodecs.Number, 0, options => options.FirstSequence, (options, value) => options with { FirstSequence = value }),
        new TypedOption<BrowseOptions, MessageStates>(
            63, nameof(BrowseOptions.States), States, MessageStates.All, options => options.States, (options, value) => options with { States = value }),
    ];

    private static TypedOption<PublishOptions, TValue> Publish<TValue>(
        int tag, string name, OptionCodec<TValue> codec, TValue unset, Func<PublishOptions, TValue> get, Func<PublishOptions, TValue, PublishOptions> set) =>
        new(tag, name, codec, unset, get, set);


    private static TypedOption<ConsumptionPolicy, TValue> Of<TValue>(
        int tag, string name, OptionCodec<TValue> codec, TValue unset, Func<ConsumptionPolicy, TValue> get, Func<ConsumptionPolicy, TValue, ConsumptionPolicy> set) =>
        new(tag, name, codec, unset, get, set);

    private static TypedOption<QueueDefinition, TValue> Queue<TValue>(
        int tag, string name, OptionCodec<TValue> codec, TValue unset, Func<QueueDefinition, TValue> get, Func<QueueDefinition, TValue, QueueDefinition> set) =>
        new(tag, name, codec, unset, get, set);

    // A rule that is not set is a number that no rule can have.
    private static Deduplication ReadDeduplication(ref OptionReader reader) => new()
    {
        Window = OptionCodecs.Duration.Read(ref reader) is { Ticks: > 0 } window ? window : null,
        Count = OptionCodecs.Integer.Read(ref reader) is > 0 and var count ? count : null,
        WhilePending = OptionCodecs.Flag.Read(ref reader),
        ByContent = OptionCodecs.Flag.Read(ref reader),
    };
}
