namespace Actors;

/// <summary>Which properties an encoded message carries; they follow in the order of these bits.</summary>
[Flags]
internal enum MessageProperties : ushort
{
    None = 0,
    Id = 1 << 0,
    Key = 1 << 1,
    Subject = 1 << 2,
    Priority = 1 << 3,
    TimeToLive = 1 << 4,
    DeliverAt = 1 << 5,
    Deadline = 1 << 6,
    Cost = 1 << 7,
    ReplyTo = 1 << 8,
    CorrelationId = 1 << 9,
    ContentType = 1 << 10,
    Headers = 1 << 11,
    All = (1 << 12) - 1,
}
