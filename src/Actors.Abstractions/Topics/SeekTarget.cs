namespace Actors;

/// <summary>A place in a topic from which a subscription shall read.</summary>
/// <param name="Kind">Which kind of place.</param>
/// <param name="Value">The offset of <see cref="SeekKind.Offset"/>, the milliseconds since 1970 of <see cref="SeekKind.Time"/>; 0 otherwise.</param>
/// <param name="Name">The name of <see cref="SeekKind.Snapshot"/>; empty otherwise.</param>
public readonly record struct SeekTarget(SeekKind Kind, long Value = 0, string Name = "")
{
    private readonly string? _name = Name;

    /// <summary>The name of a snapshot; empty otherwise.</summary>
    public string Name { get => _name ?? ""; init => _name = value; }

    /// <summary>Only what is published from now on.</summary>
    public static SeekTarget End => default;

    /// <summary>All that is kept.</summary>
    public static SeekTarget First => new(SeekKind.First);

    /// <summary>The last message of each key, then what is published from now on. Of a topic that keeps last values only.</summary>
    public static SeekTarget LastValues => new(SeekKind.LastValues);

    /// <summary>From a message on.</summary>
    /// <param name="offset">Its offset, from 0.</param>
    public static SeekTarget Offset(long offset) => new(SeekKind.Offset, offset);

    /// <summary>From the first message on that was published at or after a time.</summary>
    /// <param name="time">The time, to the millisecond.</param>
    public static SeekTarget Time(DateTimeOffset time) => new(SeekKind.Time, time.ToUnixTimeMilliseconds());

    /// <summary>What the subscription had not settled when a snapshot of it was made, and all that was published since.</summary>
    /// <param name="name">The snapshot's name.</param>
    public static SeekTarget Snapshot(string name) => new(SeekKind.Snapshot, 0, name);

    /// <summary>Refuses a target that is out of range.</summary>
    /// <exception cref="BrokerException"><see cref="ErrorCode.InvalidArgument"/>.</exception>
    public void Validate()
    {
        if (Kind > SeekKind.LastValues)
        {
            throw new BrokerException(ErrorCode.InvalidArgument, $"The place {(byte)Kind} of a topic is unknown; allowed: 0 to {(byte)SeekKind.LastValues}.");
        }

        if (Value < 0 || (Value != 0 && Kind is not (SeekKind.Offset or SeekKind.Time)))
        {
            throw new BrokerException(ErrorCode.InvalidArgument, $"The value {Value} does not go with a seek to {Kind}; an offset or a time counts from 0, the others have none.");
        }

        if (Kind == SeekKind.Snapshot)
        {
            EntityName.Validate(Name, "snapshot");
        }
        else if (Name.Length > 0)
        {
            throw new BrokerException(ErrorCode.InvalidArgument, $"A seek to {Kind} has no name; '{Name}' was given.");
        }
    }

    /// <inheritdoc/>
    public override string ToString() => Kind switch
    {
        SeekKind.Offset => $"Offset({Value})",
        SeekKind.Time => $"Time({DateTimeOffset.FromUnixTimeMilliseconds(Value):O})",
        SeekKind.Snapshot => $"Snapshot({Name})",
        _ => Kind.ToString(),
    };
}
