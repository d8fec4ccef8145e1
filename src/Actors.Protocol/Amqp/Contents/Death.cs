using System.Buffers.Binary;

namespace Actors.Protocol.Amqp;

/// <summary>Where a dead-lettered message comes from and why, as AMQP clients expect to be told: the latest place first, each with its count.</summary>
internal readonly ref struct Death
{
    private readonly ReadOnlySpan<byte> _history;

    private Death(ReadOnlySpan<byte> history) => _history = history;

    /// <summary>Most bytes that the headers about it take, without the texts in the broker's own.</summary>
    /// <param name="content">The message.</param>
    public static int Bound(scoped in EncodedContent content) =>
        content.HeaderCount < HeaderCount ? 0 : MostPlaces * (PlaceBytes + content.Exchange.Length + content.RoutingKey.Length);

    // The broker puts that many headers on a message that it dead-letters, the last of them with that many places.
    private const int HeaderCount = 7;
    private const int MostPlaces = 9;

    // The names, the types and the numbers of one place.
    private const int PlaceBytes = 160;

    /// <summary>Whether a message was dead-lettered.</summary>
    /// <param name="content">The message.</param>
    /// <param name="death">Where it comes from.</param>
    public static bool TryRead(scoped in EncodedContent content, out Death death)
    {
        death = default;
        if (content.HeaderCount < HeaderCount)
        {
            return false;
        }

        var headers = new HeaderWalk(content.Headers);
        while (headers.Next())
        {
            if (headers.Name.SequenceEqual("dead-letter-history"u8) && !headers.Items.IsEmpty)
            {
                death = new Death(headers.Items);
                return true;
            }
        }

        return false;
    }

    /// <summary>Writes the headers about it.</summary>
    /// <param name="writer">Where to; must have room for them.</param>
    /// <param name="content">The message.</param>
    public void Write(ref FieldWriter writer, in EncodedContent content)
    {
        writer.ShortBytes("x-death"u8);
        writer.Octet(FieldTag.Array);
        var array = writer.Next(sizeof(uint));
        var start = writer.Count;
        var first = default(DeathPlace);
        for (var rest = _history; HeaderWalk.TryTakeTable(ref rest, out var entries);)
        {
            first = DeathPlace.Read(entries);
            first.Write(ref writer, content.Exchange);
        }

        BinaryPrimitives.WriteUInt32BigEndian(array, (uint)(writer.Count - start));
        DeathPlace.WriteText(ref writer, "x-first-death-exchange"u8, content.Exchange);
        DeathPlace.WriteText(ref writer, "x-first-death-queue"u8, first.Queue);
        DeathPlace.WriteText(ref writer, "x-first-death-reason"u8, first.Reason);
    }
}
