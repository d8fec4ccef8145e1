namespace Actors.Protocol.Native;

/// <summary>The fields of a description.</summary>
public static class DescriptionFields
{
    private const long NoAge = -1;

    /// <summary>Bytes of a description.</summary>
    /// <param name="entity">The description.</param>
    public static int BytesOf(EntityDescription entity) =>
        FrameWriter.BytesOfAddress(entity.Address) + 8 + FrameWriter.BytesOfAddress(entity.DeadLetterQueue) + (3 * 8) + (2 * 4) + (13 * 8);

    internal static void Write(ref FrameWriter writer, EntityDescription entity)
    {
        writer.Address(entity.Address);
        writer.Byte((byte)entity.Kind);
        writer.Flag(entity.Ephemeral);
        writer.Duration(entity.LeaseTimeout);
        writer.UInt16((ushort)entity.DeliveryLimit);
        writer.Address(entity.DeadLetterQueue);
        writer.Int64(entity.Ready);
        writer.Int64(entity.Leased);
        writer.Int64(entity.Delayed);
        writer.UInt32((uint)entity.Consumers);
        writer.UInt32((uint)entity.Subscriptions);
        writer.Int64(entity.Bytes);
        writer.Int64(entity.OldestAge is { } age ? (long)age.TotalMilliseconds : NoAge);
        writer.Int64(entity.Published);
        writer.Int64(entity.Delivered);
        writer.Int64(entity.Redelivered);
        writer.Int64(entity.Acked);
        writer.Int64(entity.DeadLettered);
        writer.Int64(entity.Expired);
        writer.Int64(entity.Dropped);
        writer.Int64(entity.Duplicates);
        writer.Double(entity.PublishRate);
        writer.Double(entity.DeliverRate);
        writer.Double(entity.AckRate);
    }

    // Initializers run in the order they are written, which is the order of the fields.
    internal static EntityDescription Read(ref FrameReader reader) => new()
    {
        Address = reader.Address(),
        Kind = ReadKind(ref reader),
        Ephemeral = reader.Flag(),
        LeaseTimeout = reader.Duration(),
        DeliveryLimit = reader.UInt16(),
        DeadLetterQueue = reader.Address(),
        Ready = reader.Int64(),
        Leased = reader.Int64(),
        Delayed = reader.Int64(),
        Consumers = reader.Count(),
        Subscriptions = reader.Count(),
        Bytes = reader.Int64(),
        OldestAge = ReadAge(ref reader),
        Published = reader.Int64(),
        Delivered = reader.Int64(),
        Redelivered = reader.Int64(),
        Acked = reader.Int64(),
        DeadLettered = reader.Int64(),
        Expired = reader.Int64(),
        Dropped = reader.Int64(),
        Duplicates = reader.Int64(),
        PublishRate = reader.Double(),
        DeliverRate = reader.Double(),
        AckRate = reader.Double(),
    };

    private static EntityKind ReadKind(ref FrameReader reader)
    {
        var kind = (EntityKind)reader.Byte();
        return kind <= EntityKind.Exchange ? kind : throw reader.Malformed($"the kind of entity {(byte)kind} is unknown");
    }

    private static TimeSpan? ReadAge(ref FrameReader reader)
    {
        var milliseconds = reader.Int64();
        return milliseconds switch
        {
            NoAge => null,
            >= 0 and <= long.MaxValue / TimeSpan.TicksPerMillisecond => TimeSpan.FromTicks(milliseconds * TimeSpan.TicksPerMillisecond),
            _ => throw reader.Malformed($"an age of {milliseconds} ms is out of range"),
        };
    }
}
