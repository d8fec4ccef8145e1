namespace Actors.Protocol.Native;

/// <summary>The payload of one type of frame, in both directions.</summary>
/// <typeparam name="TSelf">The frame itself.</typeparam>
public interface IFrame<TSelf>
    where TSelf : struct, IFrame<TSelf>
{
    /// <summary>Which frame it is.</summary>
    static abstract FrameType Type { get; }

    /// <summary>Bytes of its payload.</summary>
    /// <exception cref="BrokerException"><see cref="ErrorCode.InvalidArgument"/>: a name does not fit into its field.</exception>
    int PayloadBytes { get; }

    /// <summary>Writes the payload; exactly <see cref="PayloadBytes"/>.</summary>
    /// <param name="writer">Where to.</param>
    void WritePayload(ref FrameWriter writer);

    /// <summary>Reads the payload. Memory in the result is the reader's own, not a copy.</summary>
    /// <param name="reader">Where from.</param>
    /// <exception cref="BrokerException"><see cref="ErrorCode.ProtocolViolation"/>, of connection scope.</exception>
    static abstract TSelf ReadPayload(ref FrameReader reader);
}
