namespace Actors.Protocol.Amqp;

/// <summary>What a frame carries.</summary>
public enum FrameKind : byte
{
    /// <summary>A method.</summary>
    Method = 1,

    /// <summary>The properties of a content, and the size of its body.</summary>
    Header = 2,

    /// <summary>A piece of a content's body.</summary>
    Body = 3,

    /// <summary>Nothing but a sign of life.</summary>
    Heartbeat = 8,
}
