using System.Buffers;

namespace Actors.Protocol.Native;

/// <summary>Stores messages as their publisher wants it. Answered by Confirmed.</summary>
/// <param name="Name">A queue, topic or exchange.</param>
/// <param name="Options">What the publisher asks for; whether it is in range is the broker's to say.</param>
/// <param name="Messages">The encoded messages.</param>
public readonly record struct PublishWithFrame(string Name, PublishOptions Options, ReadOnlyMemory<byte> Messages) : IFrame<PublishWithFrame>
{
    /// <inheritdoc/>
    public static FrameType Type => FrameType.PublishWith;

    /// <inheritdoc/>
    public int PayloadBytes => HeadBytes(Name, DefinitionOptions.Encode(Options)) + Messages.Length;

    /// <summary>Bytes that options take.</summary>
    /// <param name="options">The options.</param>
    public static int BytesOfOptions(PublishOptions options) => sizeof(ushort) + DefinitionOptions.Encode(options).Length;

    /// <summary>Writes a whole frame, the messages straight from where they are.</summary>
    /// <param name="output">Where to.</param>
    /// <param name="id">The request.</param>
    /// <param name="name">A queue, topic or exchange.</param>
    /// <param name="options">What the publisher asks for.</param>
    /// <param name="messages">The encoded messages.</param>
    /// <exception cref="BrokerException"><see cref="ErrorCode.InvalidArgument"/>: the name is too long. Nothing was written.</exception>
    public static void Write(IBufferWriter<byte> output, uint id, string name, PublishOptions options, ReadOnlySpan<byte> messages)
    {
        var encoded = DefinitionOptions.Encode(options);
        var writer = FrameWriter.Begin(output, Type, id, HeadBytes(name, encoded), following: messages.Length);
        WriteHead(ref writer, name, encoded);
        writer.End(output);
        output.Write(messages);
    }

    /// <inheritdoc/>
    public void WritePayload(ref FrameWriter writer)
    {
        WriteHead(ref writer, Name, DefinitionOptions.Encode(Options));
        writer.Bytes(Messages.Span);
    }

    /// <inheritdoc/>
    public static PublishWithFrame ReadPayload(ref FrameReader reader)
    {
        var name = reader.Name();
        var options = new PublishOptions().WithOptions(ref reader, reader.UInt16());
        return new(name, options, reader.Bytes(reader.Left));
    }

    private static int HeadBytes(string name, byte[] options) => FrameWriter.BytesOfName(name) + sizeof(ushort) + options.Length;

    private static void WriteHead(ref FrameWriter writer, string name, byte[] options)
    {
        writer.Name(name);
        writer.UInt16((ushort)options.Length);
        writer.Bytes(options);
    }
}
