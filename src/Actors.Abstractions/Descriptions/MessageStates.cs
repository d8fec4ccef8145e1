namespace Actors;

/// <summary>A choice of states; the bits are those of <see cref="MessageState"/>.</summary>
[Flags]
public enum MessageStates : byte
{
    /// <summary>No state.</summary>
    None = 0,

    /// <summary>Waiting for a consumer.</summary>
    Ready = 1 << MessageState.Ready,

    /// <summary>Held by a consumer.</summary>
    Leased = 1 << MessageState.Leased,

    /// <summary>Becomes ready later.</summary>
    Delayed = 1 << MessageState.Delayed,

    /// <summary>On its way to the dead-letter queue.</summary>
    DeadLettered = 1 << MessageState.DeadLettered,

    /// <summary>Every state.</summary>
    All = Ready | Leased | Delayed | DeadLettered,
}
