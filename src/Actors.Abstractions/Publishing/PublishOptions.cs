namespace Actors;

/// <summary>What a publisher asks for beyond having its messages stored.</summary>
public sealed record PublishOptions
{
    /// <summary>The defaults.</summary>
    public static PublishOptions Default { get; } = new();

    /// <summary>
    /// Whether a message for which an exchange finds no queue and no topic is refused with <see cref="ErrorCode.Unroutable"/>;
    /// otherwise, and by default, it is confirmed and dropped.
    /// </summary>
    public bool Mandatory { get; init; }
}
