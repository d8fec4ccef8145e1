using System.Text;

namespace Actors.Protocol.Amqp;

/// <summary>Most bytes that fields take.</summary>
internal static class FieldSize
{
    /// <summary>A short text.</summary>
    public const int ShortText = 1 + AmqpProtocol.ShortTextBytes;

    /// <summary>A long text.</summary>
    public static int LongText(string text) => sizeof(uint) + Encoding.UTF8.GetMaxByteCount(text.Length);

    /// <summary>A table.</summary>
    public static int Table(MessageHeaders table) => sizeof(uint) + table.Sum(entry => ShortText + Value(entry.Value));

    private static int Value(HeaderValue value) => 1 + value.Kind switch
    {
        HeaderKind.String => LongText(value.AsString()),
        HeaderKind.Bytes => sizeof(uint) + value.AsBytes().Length,
        HeaderKind.List => sizeof(uint) + value.AsList().Sum(Value),
        HeaderKind.Table => Table(value.AsTable()),
        _ => sizeof(ulong),
    };
}
