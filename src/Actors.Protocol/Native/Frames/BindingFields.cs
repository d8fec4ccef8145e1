namespace Actors.Protocol.Native;

/// <summary>The fields of a binding. What it asks of a message is an encoded message: the key as its subject, the arguments as its headers.</summary>
public static class BindingFields
{
    /// <summary>Bytes of a binding.</summary>
    /// <param name="binding">The binding.</param>
    public static int BytesOf(BindingDefinition binding) =>
        FrameWriter.BytesOfName(binding.Exchange) + FrameWriter.BytesOfName(binding.Destination) + 1 + binding.EncodeMatch().Length;

    internal static void Write(ref FrameWriter writer, BindingDefinition binding)
    {
        writer.Name(binding.Exchange);
        writer.Name(binding.Destination);
        writer.Byte((byte)binding.HeadersMatch);
        writer.Bytes(binding.EncodeMatch().Span);
    }

    internal static BindingDefinition Read(ref FrameReader reader)
    {
        var binding = new BindingDefinition(reader.Name(), reader.Name()) { HeadersMatch = (HeadersMatch)reader.Byte() };
        try
        {
            return binding.WithMatch(reader.EncodedMessage());
        }
        catch (BrokerException malformed)
        {
            throw reader.Malformed($"what the binding asks of a message is not readable: {malformed.Message}");
        }
    }
}
