namespace Actors.Protocol.Native;

/// <summary>The client introduces itself. A wrong magic is refused here; whether version and credentials will do is the broker's to say.</summary>
/// <param name="Version">The protocol version the client speaks.</param>
/// <param name="Client">What it calls itself, for logs.</param>
/// <param name="User">Its user; empty for none.</param>
/// <param name="Password">The user's password.</param>
public readonly record struct HelloFrame(ushort Version, string Client, string User = "", string Password = "") : IFrame<HelloFrame>
{
    /// <inheritdoc/>
    public static FrameType Type => FrameType.Hello;

    /// <inheritdoc/>
    public int PayloadBytes => 6 + FrameWriter.BytesOfName(Client) + FrameWriter.BytesOfName(User) + FrameWriter.BytesOfName(Password);

    /// <inheritdoc/>
    public void WritePayload(ref FrameWriter writer)
    {
        writer.UInt32(NativeProtocol.Magic);
        writer.UInt16(Version);
        writer.Name(Client);
        writer.Name(User);
        writer.Name(Password);
    }

    /// <inheritdoc/>
    public static HelloFrame ReadPayload(ref FrameReader reader)
    {
        var magic = reader.UInt32();
        return magic == NativeProtocol.Magic
            ? new(reader.UInt16(), reader.Name(), reader.Name(), reader.Name())
            : throw reader.Malformed($"it begins with 0x{magic:X8} and not with the magic 'ACTR'");
    }

    // The generated text would show the password.
    private bool PrintMembers(System.Text.StringBuilder builder)
    {
        builder.Append($"Version = {Version}, Client = {Client}, User = {User}");
        return true;
    }
}
