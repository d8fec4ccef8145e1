namespace Actors.Protocol.Native;

/// <summary>A message as a browse saw it, still encoded.</summary>
/// <param name="Offset">Its offset.</param>
/// <param name="State">Where in its life it is.</param>
/// <param name="Attempt">How often it was delivered so far.</param>
/// <param name="PublishedAt">When the broker stored it.</param>
/// <param name="Message">The encoded message, its size in front.</param>
public readonly record struct BrowsedEntry(long Offset, MessageState State, int Attempt, DateTimeOffset PublishedAt, ReadOnlyMemory<byte> Message)
{
    /// <summary>Bytes of the whole entry.</summary>
    public int Bytes => 21 + Message.Length;

    internal void Write(ref FrameWriter writer)
    {
        writer.Int64(Offset);
        writer.Byte((byte)State);
        writer.UInt32((uint)Attempt);
        writer.Time(PublishedAt);
        writer.Bytes(Message.Span);
    }

    internal static BrowsedEntry Read(ref FrameReader reader) =>
        new(reader.Int64(), ReadState(ref reader), reader.Count(), reader.Time(), reader.EncodedMessage());

    private static MessageState ReadState(ref FrameReader reader)
    {
        var state = (MessageState)reader.Byte();
        return state <= MessageState.DeadLettered ? state : throw reader.Malformed($"the message state {(byte)state} is unknown");
    }
}
