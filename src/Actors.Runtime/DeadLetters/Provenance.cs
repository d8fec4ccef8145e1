using Actors.Core.Steps;

namespace Actors.Runtime.DeadLetters;

/// <summary>Where a dead-lettered message comes from and why.</summary>
/// <param name="Source">The address of its queue or subscription.</param>
/// <param name="Reason">Why it is dead-lettered.</param>
/// <param name="Attempts">How often it was delivered.</param>
/// <param name="FirstTime">When it was published, in ticks of UTC.</param>
/// <param name="LastTime">When it was dead-lettered, in ticks of UTC.</param>
/// <param name="Offset">The offset it had.</param>
/// <param name="Subject">The subject it gets; null for its own.</param>
internal readonly record struct Provenance(string Source, DeadLetterReason Reason, int Attempts, long FirstTime, long LastTime, long Offset, string? Subject)
{
    private static string NameOf(DeadLetterReason reason) => reason switch
    {
        DeadLetterReason.Rejected => "rejected",
        DeadLetterReason.Expired => "expired",
        DeadLetterReason.MaxLength => "max-length",
        _ => "delivery-limit",
    };

    /// <summary>The message with its origin in headers; its time to live and delay do not follow it.</summary>
    public Message AddTo(Message message)
    {
        MessageHeaders headers = [.. message.Headers];
        headers[DeadLetterHeaders.Source] = Source;
        headers[DeadLetterHeaders.Reason] = NameOf(Reason);
        headers[DeadLetterHeaders.Attempts] = Attempts;
        headers[DeadLetterHeaders.FirstTime] = new DateTimeOffset(FirstTime, TimeSpan.Zero);
        headers[DeadLetterHeaders.LastTime] = new DateTimeOffset(LastTime, TimeSpan.Zero);
        headers[DeadLetterHeaders.Offset] = Offset;
        headers[DeadLetterHeaders.History] = DeadLetterHistory.With(message, Source, NameOf(Reason), new DateTimeOffset(LastTime, TimeSpan.Zero));
        return new Message(message.Body.ToArray())
        {
            Id = message.Id,
            Key = message.Key,
            Subject = Subject ?? message.Subject,
            Priority = message.Priority,
            Cost = message.Cost,
            ReplyTo = message.ReplyTo,
            CorrelationId = message.CorrelationId,
            ContentType = message.ContentType,
            Headers = headers,
        };
    }
}
