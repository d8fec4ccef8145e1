namespace Actors;

/// <summary>How keys that compete for consumers share them.</summary>
public enum KeyFairness : byte
{
    /// <summary>Not at all: messages go in their order, whatever their keys.</summary>
    None = 0,

    /// <summary>Each key gets as many messages as any other, times its weight.</summary>
    ByCount = 1,

    /// <summary>Each key gets as much <see cref="Message.Cost"/> as any other, times its weight. A message without a cost counts as 1.</summary>
    ByCost = 2,
}
