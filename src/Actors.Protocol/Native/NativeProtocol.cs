namespace Actors.Protocol.Native;

/// <summary>The constants of the native protocol; <c>docs/protocol.md</c> is its description.</summary>
public static class NativeProtocol
{
    /// <summary>The version that this codec speaks.</summary>
    public const ushort Version = 1;

    /// <summary>The first four bytes of a Hello: <c>ACTR</c>.</summary>
    public const uint Magic = 'A' | ('C' << 8) | ('T' << 16) | ((uint)'R' << 24);

    /// <summary>The port a broker listens on unless it is told otherwise.</summary>
    public const int DefaultPort = 5670;

    /// <summary>Longest frame a client may send before it was welcomed, counted like the length field counts.</summary>
    public const int LargestHello = 1024;

    /// <summary>Longest text of an error, in bytes of UTF-8.</summary>
    public const int TextBytes = 4096;

    /// <summary>Longest address: a topic, a slash and a subscription, in bytes of UTF-8.</summary>
    public const int AddressBytes = (2 * Limits.NameBytes) + 1;
}
