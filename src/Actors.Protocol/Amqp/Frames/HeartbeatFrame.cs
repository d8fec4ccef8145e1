namespace Actors.Protocol.Amqp;

/// <summary>A sign of life: always the same eight bytes.</summary>
public static class HeartbeatFrame
{
    /// <summary>The whole frame.</summary>
    public static ReadOnlySpan<byte> Bytes => [(byte)FrameKind.Heartbeat, 0, 0, 0, 0, 0, 0, AmqpFrame.End];
}
