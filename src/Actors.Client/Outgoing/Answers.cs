using Actors.Protocol.Native;

namespace Actors.Outgoing;

/// <summary>Reads the answers that requests expect.</summary>
internal static class Answers
{
    /// <summary>Decodes an answer of one kind.</summary>
    /// <exception cref="BrokerException"><see cref="ErrorCode.ProtocolViolation"/>: it is of another kind.</exception>
    public static TFrame Expect<TFrame>(in Frame frame)
        where TFrame : struct, IFrame<TFrame> =>
        frame.Type == TFrame.Type ? frame.Read<TFrame>() : throw Violations.Unexpected(frame.Type, $"an answer of type {TFrame.Type}");
}
