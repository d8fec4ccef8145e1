namespace Actors;

/// <summary>What a browse asks for.</summary>
public sealed record BrowseOptions
{
    /// <summary>The lowest offset of interest; 0, the default, for the oldest message. A page goes on behind the last offset of the one before.</summary>
    public long FromOffset { get; init; }

    /// <summary>Most messages to return, 1 to <see cref="Limits.ReceiveCount"/>, 100 by default; fewer come when they are large.</summary>
    public int MaxMessages { get; init; } = 100;

    /// <summary>The states of interest; all by default.</summary>
    public MessageStates States { get; init; } = MessageStates.All;

    /// <summary>Refuses options that are out of range.</summary>
    /// <exception cref="BrokerException"><see cref="ErrorCode.InvalidArgument"/>, naming the option and its range.</exception>
    public void Validate()
    {
        if (FromOffset < 0)
        {
            throw new BrokerException(ErrorCode.InvalidArgument, $"The offset {FromOffset} is out of range; allowed: 0 and above.");
        }

        if (MaxMessages is < 1 or > Limits.ReceiveCount)
        {
            throw new BrokerException(ErrorCode.InvalidArgument, $"{nameof(MaxMessages)} counts {MaxMessages}; allowed: 1 to {Limits.ReceiveCount}.");
        }

        if (States == MessageStates.None || (States & ~MessageStates.All) != 0)
        {
            throw new BrokerException(ErrorCode.InvalidArgument, $"The {nameof(States)} {(byte)States} are out of range; allowed: 1 to {(byte)MessageStates.All}.");
        }
    }
}
