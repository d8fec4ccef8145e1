namespace Actors.Protocol.Native;

/// <summary>The fields a queue and a subscription have in common.</summary>
internal static class PolicyFields
{
    private const byte DefaultDeadLetterQueue = 0;
    private const byte Discard = 1;
    private const byte NamedDeadLetterQueue = 2;

    public static int BytesOf(ConsumptionPolicy policy) => 8 + FrameWriter.BytesOfName(policy.DeadLetterQueue ?? "");

    public static void Write(ref FrameWriter writer, ConsumptionPolicy policy)
    {
        writer.Duration(policy.LeaseTimeout);
        writer.UInt16((ushort)Math.Clamp(policy.DeliveryLimit, 0, ushort.MaxValue));
        writer.Flag(policy.Ephemeral);
        writer.Byte(policy.DeadLetterQueue switch { null => DefaultDeadLetterQueue, "" => Discard, _ => NamedDeadLetterQueue });
        writer.Name(policy.DeadLetterQueue ?? "");
    }

    public static TPolicy Read<TPolicy>(ref FrameReader reader, TPolicy unset)
        where TPolicy : ConsumptionPolicy => unset with
        {
            LeaseTimeout = reader.Duration(),
            DeliveryLimit = reader.UInt16(),
            Ephemeral = reader.Flag(),
            DeadLetterQueue = ReadDeadLetterQueue(ref reader),
        };

    /// <summary>Reads the options that fill the rest of a declaration.</summary>
    public static TDefinition WithOptions<TDefinition>(this TDefinition unset, ref FrameReader reader)
        where TDefinition : class => unset.WithOptions(ref reader, reader.Left);

    /// <summary>Reads options of a known length.</summary>
    public static TDefinition WithOptions<TDefinition>(this TDefinition unset, ref FrameReader reader, int bytes)
        where TDefinition : class
    {
        try
        {
            return DefinitionOptions.Decode(unset, reader.Bytes(bytes).Span);
        }
        catch (BrokerException error) when (error.Code == ErrorCode.ProtocolViolation)
        {
            throw reader.Malformed(error.Message);
        }
    }

    private static string? ReadDeadLetterQueue(ref FrameReader reader)
    {
        var choice = reader.Byte();
        var name = reader.Name();
        return choice switch
        {
            DefaultDeadLetterQueue when name.Length == 0 => null,
            Discard when name.Length == 0 => "",
            NamedDeadLetterQueue when name.Length > 0 => name,
            _ => throw reader.Malformed($"the dead-letter choice {choice} does not go with the name '{name}'"),
        };
    }
}
