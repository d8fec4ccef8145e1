namespace Actors.Protocol.Amqp;

/// <summary>The type of a value in a table, as RabbitMQ and its clients write it.</summary>
internal static class FieldTag
{
    public const byte Boolean = (byte)'t';
    public const byte Int8 = (byte)'b';
    public const byte UInt8 = (byte)'B';
    public const byte Int16 = (byte)'s';
    public const byte UInt16 = (byte)'u';
    public const byte Int32 = (byte)'I';
    public const byte UInt32 = (byte)'i';
    public const byte Int64 = (byte)'l';
    public const byte Float = (byte)'f';
    public const byte Double = (byte)'d';
    public const byte Decimal = (byte)'D';
    public const byte Text = (byte)'S';
    public const byte Bytes = (byte)'x';
    public const byte Array = (byte)'A';
    public const byte Time = (byte)'T';
    public const byte Table = (byte)'F';
    public const byte Void = (byte)'V';

    /// <summary>Bytes of a decimal: the scale and the digits.</summary>
    public const int DecimalBytes = 5;

    /// <summary>The type that a value of the broker's own is written as.</summary>
    public static byte Of(HeaderKind kind) => kind switch
    {
        HeaderKind.String => Text,
        HeaderKind.Integer => Int64,
        HeaderKind.Double => Double,
        HeaderKind.Boolean => Boolean,
        HeaderKind.Bytes => Bytes,
        HeaderKind.Time => Time,
        HeaderKind.List => Array,
        HeaderKind.Table => Table,
        _ => Void,
    };

    /// <summary>An error about a type that nobody knows.</summary>
    public static AmqpException Unknown(byte tag) => new(ReplyCode.SyntaxError, $"a table holds a value of the unknown type 0x{tag:X2}");
}
