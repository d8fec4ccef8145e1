namespace Actors;

/// <summary>All options that definitions may have beyond their first fields, and their encoded form.</summary>
/// <remarks>
/// <code>
/// options: option*           tags rise; an option at its default is left out
/// option:  tag, length, value     tag and length are unsigned variable-length integers
/// </code>
/// The same bytes travel in declarations and are kept in journals, so that equal definitions are equal bytes.
/// </remarks>
internal static class DefinitionOptions
{
    /// <summary>The most bytes that the options of one definition may have.</summary>
    public const int MaxBytes = 32 * 1024;

    private static readonly SortedDictionary<int, DefinitionOption> Known = new(All().ToDictionary(option => option.Tag));

    /// <summary>Encodes the options of a definition.</summary>
    /// <exception cref="BrokerException"><see cref="ErrorCode.InvalidArgument"/>: they are larger than <see cref="MaxBytes"/>.</exception>
    public static byte[] Encode(object definition)
    {
        var output = new OptionWriter();
        foreach (var option in Known.Values)
        {
            var value = new OptionWriter();
            if (option.TryWrite(definition, value))
            {
                output.Number(option.Tag);
                output.Bytes(value.Written);
            }
        }

        return output.Written.Length <= MaxBytes
            ? output.Written.ToArray()
            : throw new BrokerException(ErrorCode.InvalidArgument, $"The options of a definition have {output.Written.Length} encoded bytes; at most {MaxBytes} are allowed.");
    }

    /// <summary>Gives a copy of a definition with the options of an encoded one.</summary>
    /// <exception cref="BrokerException"><see cref="ErrorCode.InvalidArgument"/> for an option that is unknown here, <see cref="ErrorCode.ProtocolViolation"/> for malformed bytes.</exception>
    public static TDefinition Decode<TDefinition>(TDefinition unset, ReadOnlySpan<byte> options)
        where TDefinition : class
    {
        object definition = unset;
        var reader = new OptionReader(options);
        while (!reader.AtEnd)
        {
            var tag = reader.Number();
            var value = new OptionReader(reader.Bytes());
            if (tag > int.MaxValue || !Known.TryGetValue((int)tag, out var option) || !option.TryRead(ref definition, ref value))
            {
                throw new BrokerException(ErrorCode.InvalidArgument, $"A definition has the option {tag}, which this broker does not know for a {unset.GetType().Name}.");
            }

            if (!value.AtEnd)
            {
                throw OptionReader.Malformed($"the value of {option.Name} has bytes left over");
            }
        }

        // One form only, so that equal definitions are equal bytes.
        return options.SequenceEqual(Encode(definition)) ? (TDefinition)definition : throw OptionReader.Malformed("they are not in their shortest form, tags rising and defaults left out");
    }

    /// <summary>Names the first option in which two definitions differ, in words; null when none does.</summary>
    public static string? DifferenceBetween(ReadOnlySpan<byte> one, ReadOnlySpan<byte> other)
    {
        if (one.SequenceEqual(other))
        {
            return null;
        }

        var (mine, theirs) = (Split(one), Split(other));
        foreach (var (tag, option) in Known)
        {
            var (left, right) = (mine.GetValueOrDefault(tag), theirs.GetValueOrDefault(tag));
            if (!left.AsSpan().SequenceEqual(right) || left is null != right is null)
            {
                return $"{option.Name} is {option.Show(left)}, not {option.Show(right)}";
            }
        }

        return null;
    }

    private static Dictionary<int, byte[]> Split(ReadOnlySpan<byte> options)
    {
        var values = new Dictionary<int, byte[]>();
        var reader = new OptionReader(options);
        while (!reader.AtEnd)
        {
            values[(int)reader.Number()] = reader.Bytes().ToArray();
        }

        return values;
    }

    private static IEnumerable<DefinitionOption> All() => [.. SchedulingOptions.All, .. LifetimeOptions.All, .. ExchangeOptions.All, .. PublishingOptions.All, .. TopicOptions.All];
}
