namespace Actors;

/// <summary>Where in its life a message is.</summary>
public enum MessageState : byte
{
    /// <summary>Waiting for a consumer.</summary>
    Ready = 0,

    /// <summary>Held by a consumer.</summary>
    Leased = 1,

    /// <summary>Becomes ready later.</summary>
    Delayed = 2,

    /// <summary>On its way to the dead-letter queue.</summary>
    DeadLettered = 3,
}
