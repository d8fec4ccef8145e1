namespace Actors.Protocol.Native;

/// <summary>The errors of bytes that are not the protocol. All of them end the connection.</summary>
public static class Violations
{
    /// <summary>A frame of a type that has no place here.</summary>
    /// <param name="type">The type that came.</param>
    /// <param name="expected">What may come here.</param>
    public static BrokerException Unexpected(FrameType type, string expected) => Violation($"A frame of type {Named(type)} came where {expected} is allowed.");

    /// <summary>A frame that is sound by itself and breaks a rule of the conversation.</summary>
    /// <param name="text">Which rule, and how.</param>
    public static BrokerException Violation(string text) => new(ErrorCode.ProtocolViolation, text) { Scope = ErrorScope.Connection };

    internal static BrokerException TooShort(uint length) =>
        Violation($"A frame has the length {length}; the shortest frame has {Frame.HeaderBytes - Frame.LengthBytes}.");

    // Text of another protocol, read as a length, is nearly always a large one.
    internal static BrokerException TooLong(uint length, int largest) => largest == NativeProtocol.LargestHello
        ? Violation("What came first is no Hello: this port speaks the native protocol of Actors.")
        : new(ErrorCode.LimitExceeded, $"A frame has the length {length}; at most {largest} are allowed here.") { Scope = ErrorScope.Connection };

    internal static BrokerException Malformed(FrameType type, string reason) => Violation($"A frame of type {Named(type)} is malformed: {reason}.");

    private static string Named(FrameType type) => Enum.IsDefined(type) ? type.ToString() : $"0x{(byte)type:X2}";
}
