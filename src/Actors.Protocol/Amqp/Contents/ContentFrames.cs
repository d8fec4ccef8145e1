using System.Buffers;

namespace Actors.Protocol.Amqp;

/// <summary>Writes messages as AMQP frames, straight from their encoded form and without allocating anything.</summary>
public static class ContentFrames
{
    private const int MethodBound = AmqpFrame.Overhead + MethodFrame.HeadBytes + 32 + (3 * FieldSize.ShortText);

    /// <summary>Writes a delivery to a consumer.</summary>
    /// <param name="output">Where to.</param>
    /// <param name="place">Which channel, and how it takes frames.</param>
    /// <param name="consumerTag">The consumer.</param>
    /// <param name="deliveryTag">The number of the delivery on the channel.</param>
    /// <param name="attempt">Which delivery of the message it is, from 1.</param>
    /// <param name="queue">The queue as AMQP clients call it: the routing key of a message without one.</param>
    /// <param name="content">The message.</param>
    public static void WriteDeliver(
        IBufferWriter<byte> output, in ContentPlace place, ReadOnlySpan<byte> consumerTag, ulong deliveryTag, int attempt, ReadOnlySpan<byte> queue, in EncodedContent content)
    {
        var span = output.GetSpan(MethodBound);
        var writer = new FieldWriter(span);
        FrameHead.Skip(ref writer);
        writer.Long((uint)MethodId.BasicDeliver);
        writer.ShortBytes(consumerTag);
        writer.LongLong(deliveryTag);
        writer.Octet(attempt > 1 ? (byte)1 : (byte)0);
        WriteOrigin(ref writer, content, queue);
        output.Advance(FrameHead.End(ref writer, span, FrameKind.Method, place.Channel));
        WriteContent(output, place, content, attempt - 1);
    }

    /// <summary>Writes the answer to a get.</summary>
    /// <param name="output">Where to.</param>
    /// <param name="place">Which channel, and how it takes frames.</param>
    /// <param name="deliveryTag">The number of the delivery on the channel.</param>
    /// <param name="attempt">Which delivery of the message it is, from 1.</param>
    /// <param name="left">Messages that are left in the queue.</param>
    /// <param name="queue">The queue as AMQP clients call it: the routing key of a message without one.</param>
    /// <param name="content">The message.</param>
    public static void WriteGetOk(IBufferWriter<byte> output, in ContentPlace place, ulong deliveryTag, int attempt, uint left, ReadOnlySpan<byte> queue, in EncodedContent content)
    {
        var span = output.GetSpan(MethodBound);
        var writer = new FieldWriter(span);
        FrameHead.Skip(ref writer);
        writer.Long((uint)MethodId.BasicGetOk);
        writer.LongLong(deliveryTag);
        writer.Octet(attempt > 1 ? (byte)1 : (byte)0);
        WriteOrigin(ref writer, content, queue);
        writer.Long(left);
        output.Advance(FrameHead.End(ref writer, span, FrameKind.Method, place.Channel));
        WriteContent(output, place, content, attempt - 1);
    }

    /// <summary>Writes a message that no queue got.</summary>
    /// <param name="output">Where to.</param>
    /// <param name="place">Which channel, and how it takes frames.</param>
    /// <param name="content">The message.</param>
    public static void WriteReturn(IBufferWriter<byte> output, in ContentPlace place, in EncodedContent content)
    {
        var span = output.GetSpan(MethodBound);
        var writer = new FieldWriter(span);
        FrameHead.Skip(ref writer);
        writer.Long((uint)MethodId.BasicReturn);
        writer.Short((ushort)ReplyCode.NoRoute);
        writer.ShortBytes("NO_ROUTE"u8);
        WriteOrigin(ref writer, content, default);
        output.Advance(FrameHead.End(ref writer, span, FrameKind.Method, place.Channel));
        WriteContent(output, place, content, deliveries: 0);
    }

    private static void WriteOrigin(ref FieldWriter writer, in EncodedContent content, ReadOnlySpan<byte> queue)
    {
        writer.ShortBytes(content.Exchange);
        writer.ShortBytes(content.Has(MessageProperties.Subject) ? content.RoutingKey : queue);
    }

    private static void WriteContent(IBufferWriter<byte> output, in ContentPlace place, in EncodedContent content, int deliveries)
    {
        var span = output.GetSpan(AmqpFrame.Overhead + ContentHeader.HeadBytes + ContentDecoder.Bound(content));
        var writer = new FieldWriter(span);
        FrameHead.Skip(ref writer);
        writer.Short(ContentHeader.BasicClass);
        writer.Short(0);
        writer.LongLong((ulong)content.Body.Length);
        ContentDecoder.Write(ref writer, content, deliveries);
        output.Advance(FrameHead.End(ref writer, span, FrameKind.Header, place.Channel));
        WriteBody(output, place, content.Body);
    }

    private static void WriteBody(IBufferWriter<byte> output, in ContentPlace place, ReadOnlySpan<byte> body)
    {
        while (!body.IsEmpty)
        {
            var piece = body[..Math.Min(body.Length, place.LargestFrame - AmqpFrame.Overhead)];
            var span = output.GetSpan(AmqpFrame.Overhead + piece.Length);
            FrameHead.Write(span, FrameKind.Body, place.Channel, piece.Length);
            piece.CopyTo(span[AmqpFrame.HeadBytes..]);
            span[AmqpFrame.HeadBytes + piece.Length] = AmqpFrame.End;
            output.Advance(AmqpFrame.Overhead + piece.Length);
            body = body[piece.Length..];
        }
    }
}
