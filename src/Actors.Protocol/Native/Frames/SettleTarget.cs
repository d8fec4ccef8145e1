namespace Actors.Protocol.Native;

/// <summary>Whose leases a Settle or Extend is about, and whether it is answered.</summary>
/// <param name="Consumer">The consumer that holds them; not used when a source is named.</param>
/// <param name="Source">The queue or <c>topic/subscription</c> they came from; null to name a consumer.</param>
/// <param name="WantsAnswer">Whether Settled is to come.</param>
public readonly record struct SettleTarget(uint Consumer, string? Source, bool WantsAnswer)
{
    private const byte AnswerBit = 1;
    private const byte SourceBit = 2;

    internal int Bytes => 1 + (Source is null ? 4 : FrameWriter.BytesOfAddress(Source));

    internal void Write(ref FrameWriter writer)
    {
        writer.Byte((byte)((WantsAnswer ? AnswerBit : 0) | (Source is null ? 0 : SourceBit)));
        if (Source is null)
        {
            writer.UInt32(Consumer);
        }
        else
        {
            writer.Address(Source);
        }
    }

    internal static SettleTarget Read(ref FrameReader reader)
    {
        var mode = reader.Byte();
        if (mode > (AnswerBit | SourceBit))
        {
            throw reader.Malformed($"the mode {mode} has unknown bits");
        }

        var answer = (mode & AnswerBit) != 0;
        return (mode & SourceBit) != 0 ? new(0, reader.Address(), answer) : new(reader.UInt32(), null, answer);
    }
}
