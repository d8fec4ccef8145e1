namespace Actors;

/// <summary>What a policy may say about the times of messages.</summary>
internal static class LifetimeRules
{
    private const int MostRetryDelays = 32;

    /// <summary>Refuses a policy that is out of range.</summary>
    /// <param name="policy">The policy.</param>
    /// <param name="what">Whose it is, for the error's text.</param>
    public static void Validate(ConsumptionPolicy policy, string what)
    {
        if (policy.MessageTimeToLive is { } timeToLive && (timeToLive < TimeSpan.FromMilliseconds(1) || timeToLive > Limits.LongestDelay))
        {
            throw OutOfRange(nameof(policy.MessageTimeToLive), timeToLive, what, $"{TimeSpan.FromMilliseconds(1)} to {Limits.LongestDelay}");
        }

        if (policy.ExpiresAfter is { } expires && (expires < TimeSpan.FromMilliseconds(1) || expires > Limits.LongestDelay))
        {
            throw OutOfRange(nameof(policy.ExpiresAfter), expires, what, $"{TimeSpan.FromMilliseconds(1)} to {Limits.LongestDelay}");
        }

        if (policy.DeadLetterSubject is { } subject && System.Text.Encoding.UTF8.GetByteCount(subject) > Limits.PropertyBytes)
        {
            throw OutOfRange(nameof(policy.DeadLetterSubject), $"of {subject.Length} characters", what, $"at most {Limits.PropertyBytes} bytes");
        }

        if (policy.DeadLetterSubject is not null && policy.DeadLetterQueue == "")
        {
            throw Contradiction(what, $"a {nameof(policy.DeadLetterSubject)} needs a {nameof(policy.DeadLetterQueue)}");
        }

        if (policy is { Exclusive: true, SingleActiveConsumer: true })
        {
            throw Contradiction(what, $"with {nameof(policy.Exclusive)} there are no others that {nameof(policy.SingleActiveConsumer)} could keep waiting");
        }

        ArgumentNullException.ThrowIfNull(policy.RetryDelays);
        if (policy.RetryDelays.Count > MostRetryDelays)
        {
            throw OutOfRange(nameof(policy.RetryDelays), $"with {policy.RetryDelays.Count} entries", what, $"at most {MostRetryDelays} entries");
        }

        foreach (var delay in policy.RetryDelays)
        {
            if (delay < TimeSpan.Zero || delay > Limits.LongestDelay)
            {
                throw OutOfRange(nameof(policy.RetryDelays), delay, what, $"0 to {Limits.LongestDelay}");
            }
        }
    }

    private static BrokerException Contradiction(string what, string why) => new(ErrorCode.InvalidArgument, $"The options of the {what} contradict each other: {why}.");

    private static BrokerException OutOfRange(string property, object value, string what, string allowed) =>
        new(ErrorCode.InvalidArgument, $"The {property} {value} of the {what} is out of range; allowed: {allowed}.");
}
