using Actors.Protocol.Native;

namespace Actors.Client.Tests.Servers;

/// <summary>A frame the client sent, in memory of its own.</summary>
internal sealed record WireFrame(FrameType Type, uint Id, ReadOnlyMemory<byte> Payload)
{
    public TFrame Read<TFrame>()
        where TFrame : struct, IFrame<TFrame>
    {
        Assert.Equal(TFrame.Type, Type);
        return FrameReader.Read<TFrame>(Payload);
    }
}
