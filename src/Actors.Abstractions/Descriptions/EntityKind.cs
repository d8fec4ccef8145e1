namespace Actors;

/// <summary>What a name stands for.</summary>
public enum EntityKind : byte
{
    /// <summary>A queue.</summary>
    Queue = 0,

    /// <summary>A topic.</summary>
    Topic = 1,

    /// <summary>A subscription of a topic.</summary>
    Subscription = 2,

    /// <summary>An exchange.</summary>
    Exchange = 3,
}
