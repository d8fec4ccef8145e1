using Actors.Gateway.Connections;
using Actors.Protocol.Native;

namespace Actors.Gateway.Native;

/// <summary>Decides whether a client may stay.</summary>
internal static class Handshake
{
    /// <summary>Reads the first frame of a connection.</summary>
    /// <param name="frame">The frame.</param>
    /// <param name="credentials">Who may come in.</param>
    /// <returns>The client's hello, which is fine.</returns>
    /// <exception cref="BrokerException">Of connection scope in effect: it is no hello, of another version, or without the right credentials.</exception>
    public static HelloFrame Accept(in Frame frame, Credentials credentials)
    {
        if (frame.Type != FrameType.Hello)
        {
            throw Violations.Unexpected(frame.Type, "only a Hello");
        }

        var hello = frame.Read<HelloFrame>();
        if (hello.Version != NativeProtocol.Version)
        {
            throw new BrokerException(ErrorCode.VersionMismatch, $"The client speaks version {hello.Version} of the protocol; this broker speaks {NativeProtocol.Version}.");
        }

        if (!credentials.Allow(hello.User, hello.Password))
        {
            throw new BrokerException(ErrorCode.Unauthorized, hello.User.Length == 0 ? "This broker asks for a user and a password." : "The user or the password is wrong.");
        }

        return hello;
    }

    /// <summary>What a client that may stay is told.</summary>
    /// <param name="limits">What it has to keep to.</param>
    public static WelcomeFrame Welcome(Limits limits) =>
        new(NativeProtocol.Version, GatewayVersion.Name, limits.FrameBytes, limits.MessageBytes, limits.Idle);
}
