namespace Actors;

/// <summary>A named reader of a topic, consumed exactly like a queue. By default it gets what is published after it was declared.</summary>
/// <param name="Topic">The topic's name; the topic must exist.</param>
/// <param name="Name">The subscription's own name, unique within the topic.</param>
public sealed record SubscriptionDefinition(string Topic, string Name) : ConsumptionPolicy
{
    /// <summary>What consumers call it: <c>topic/subscription</c>.</summary>
    public string Address => EntityName.Subscription(Topic, Name);

    /// <summary>
    /// A condition that messages must meet to reach the subscription; null, the default, for none. See <see cref="MessageFilter"/>
    /// for the language. It is evaluated once, when a message is published.
    /// </summary>
    public string? Filter { get; init; }

    /// <summary>
    /// Patterns of which a message's subject must match one: words between dots, <c>*</c> for one word, <c>#</c> for any number.
    /// Empty, the default, lets every message through; at most <see cref="Limits.SubjectPatterns"/>.
    /// </summary>
    public IReadOnlyList<string> Subjects { get; init; } = [];

    /// <summary>Refuses a definition that is out of range.</summary>
    /// <exception cref="BrokerException"><see cref="ErrorCode.InvalidArgument"/>, naming the property and its range.</exception>
    public void Validate()
    {
        EntityName.Validate(Topic, "topic");
        EntityName.Validate(Name, "subscription");
        ValidatePolicy($"subscription '{Address}'", Address);
        if (Filter is not null)
        {
            MessageFilter.Parse(Filter);
        }

        if (Subjects.Count > Limits.SubjectPatterns)
        {
            throw new BrokerException(ErrorCode.InvalidArgument, $"The {nameof(Subjects)} of the subscription '{Address}' are {Subjects.Count} patterns; at most {Limits.SubjectPatterns} are allowed.");
        }

        foreach (var pattern in Subjects)
        {
            if (System.Text.Encoding.UTF8.GetByteCount(pattern) > Limits.PropertyBytes)
            {
                throw new BrokerException(ErrorCode.InvalidArgument, $"A pattern of the {nameof(Subjects)} of the subscription '{Address}' has more than {Limits.PropertyBytes} bytes of UTF-8.");
            }
        }
    }
}
