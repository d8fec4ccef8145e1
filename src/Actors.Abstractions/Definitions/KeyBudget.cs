namespace Actors;

/// <summary>What a key may have in a window of time. It is handed out evenly: at most 1 % of it, or one message, ahead of time.</summary>
/// <param name="Key">The key; null for each key that has no budget of its own.</param>
/// <param name="Window">The time that the numbers are for; <see cref="Limits.ShortestBudgetWindow"/> to <see cref="Limits.LongestBudgetWindow"/>.</param>
public sealed record KeyBudget(string? Key, TimeSpan Window)
{
    /// <summary>Messages that may be delivered in a window, 1 to <see cref="Limits.LargestBudget"/>; null for any number.</summary>
    public long? Messages { get; init; }

    /// <summary>
    /// Units of <see cref="Message.Cost"/> that may be delivered in a window, 1 to <see cref="Limits.LargestBudget"/>; null for
    /// any number. A message without a cost counts as 1. An ack that tells the actual cost corrects what the message said.
    /// </summary>
    public long? Cost { get; init; }
}
