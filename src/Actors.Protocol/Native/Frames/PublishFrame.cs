using System.Buffers;
using System.Text;

namespace Actors.Protocol.Native;

/// <summary>Stores messages. Answered by Confirmed.</summary>
/// <remarks>Neither side takes the messages apart here: they are checked by <see cref="MessageBatch.Parse"/>.</remarks>
/// <param name="Name">A queue or topic, in UTF-8; kept as bytes, for its string is nearly always at hand already.</param>
/// <param name="Messages">The encoded messages.</param>
public readonly record struct PublishFrame(ReadOnlyMemory<byte> Name, ReadOnlyMemory<byte> Messages) : IFrame<PublishFrame>
{
    /// <inheritdoc/>
    public static FrameType Type => FrameType.Publish;

    /// <inheritdoc/>
    public int PayloadBytes => 1 + Name.Length + Messages.Length;

    /// <summary>Writes a whole frame, the messages straight from where they are.</summary>
    /// <param name="output">Where to.</param>
    /// <param name="id">The request.</param>
    /// <param name="name">A queue or topic.</param>
    /// <param name="messages">The encoded messages.</param>
    /// <exception cref="BrokerException"><see cref="ErrorCode.InvalidArgument"/>: the name is too long. Nothing was written.</exception>
    public static void Write(IBufferWriter<byte> output, uint id, string name, ReadOnlySpan<byte> messages)
    {
        var writer = FrameWriter.Begin(output, Type, id, FrameWriter.BytesOfName(name), following: messages.Length);
        writer.Name(name);
        writer.End(output);
        output.Write(messages);
    }

    /// <inheritdoc/>
    public void WritePayload(ref FrameWriter writer)
    {
        writer.Byte((byte)Name.Length);
        writer.Bytes(Name.Span);
        writer.Bytes(Messages.Span);
    }

    /// <inheritdoc/>
    public static PublishFrame ReadPayload(ref FrameReader reader)
    {
        var name = reader.Bytes(reader.Byte());
        return System.Text.Unicode.Utf8.IsValid(name.Span)
            ? new(name, reader.Bytes(reader.Left))
            : throw reader.Malformed("the name is not UTF-8");
    }

    /// <summary>The name as a string.</summary>
    public string NameText => Encoding.UTF8.GetString(Name.Span);
}
