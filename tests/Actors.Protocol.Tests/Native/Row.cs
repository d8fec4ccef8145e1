using System.Buffers;
using Actors.Protocol.Native;

namespace Actors.Protocol.Tests.Native;

/// <summary>One line of the table: a frame, its bytes, and how to get from each to the other.</summary>
internal sealed record Row(string Title, FrameType Type, uint Id, byte[] Bytes, byte[] Written, Func<ReadOnlyMemory<byte>, byte[]> Rewrite)
{
    public ReadOnlyMemory<byte> Payload => Bytes.AsMemory(Frame.HeaderBytes);

    public static Row Of<TFrame>(string title, uint id, TFrame frame, string hex)
        where TFrame : struct, IFrame<TFrame> =>
        new(title, TFrame.Type, id, FrameTable.Bytes(hex), Write(id, frame), payload => Write(id, FrameReader.Read<TFrame>(payload)));

    public override string ToString() => Title;

    private static byte[] Write<TFrame>(uint id, TFrame frame)
        where TFrame : struct, IFrame<TFrame>
    {
        var output = new ArrayBufferWriter<byte>();
        FrameWriter.Write(output, id, frame);
        return output.WrittenSpan.ToArray();
    }
}
