using System.Buffers;
using System.Buffers.Binary;
using System.Globalization;
using Actors.Protocol.Amqp;
using Xunit.Abstractions;

namespace Actors.Protocol.Tests.Amqp;

/// <summary>Contents on their way through the broker's own encoded form. ACTORS_AMQP_SEED repeats a run.</summary>
public sealed class ContentTests(ITestOutputHelper output)
{
    private const int Rounds = 3_000;

    [Fact]
    public void Any_content_comes_out_as_it_went_in_to_the_last_byte()
    {
        var random = Seeded(out var seed);
        var contents = new RandomContent(random);
        for (var round = 0; round < Rounds; round++)
        {
            var properties = contents.Properties();
            var body = new byte[random.Next(10_000)];
            random.NextBytes(body);

            var (encoded, frames) = RandomContent.PassThrough(properties, body);

            Assert.Equal(1, EncodedMessage.Validate(encoded, Limits.LargestMessageBytes));
            var (header, joined) = Join(frames);
            Assert.True(properties.AsSpan().SequenceEqual(header), $"ACTORS_AMQP_SEED={seed}, round {round}:\n{Convert.ToHexString(properties)}\n{Convert.ToHexString(header)}");
            Assert.Equal(body, joined);
        }
    }

    [Fact]
    public void Damaged_properties_are_refused_or_become_sound_messages()
    {
        var random = Seeded(out var seed);
        var contents = new RandomContent(random);
        var refused = 0;
        for (var round = 0; round < Rounds; round++)
        {
            var properties = contents.Properties();
            for (var flips = random.Next(1, 4); flips > 0; flips--)
            {
                properties[random.Next(properties.Length)] = (byte)random.Next(256);
            }

            properties = random.Next(4) == 0 ? properties[..random.Next(properties.Length)] : properties;
            try
            {
                var (encoded, frames) = RandomContent.PassThrough(properties, [1, 2, 3]);
                Assert.True(EncodedMessage.Validate(encoded, Limits.LargestMessageBytes) == 1, $"ACTORS_AMQP_SEED={seed}, round {round}");
                Assert.Equal([1, 2, 3], Join(frames).Body);
            }
            catch (AmqpException)
            {
                refused++;
            }
        }

        Assert.InRange(refused, 1, Rounds - 1);
    }

    [Fact]
    public void A_message_the_broker_knows_all_about_has_no_envelope()
    {
        var (encoded, _) = RandomContent.PassThrough([0x10, 0, 2], "x"u8.ToArray());
        var named = Decode(encoded);
        Assert.Equal(["amqp"], named.Headers.Select(header => header.Key));

        var head = new byte[1024];
        var count = ContentEncoder.WriteHead(head, BasicProperties.Read([0x10, 0, 2]), new ContentOrigin(default, "queue"u8, "queue"u8), 0, 0, out _, out _);
        var plain = Decode(head[..count]);
        Assert.Equal(("queue", 0), (plain.Subject, plain.Headers.Count));
    }

    [Fact]
    public void Headers_of_plain_types_are_headers_of_the_broker()
    {
        var bytes = new byte[1024];
        var writer = new FieldWriter(bytes);
        writer.Short((ushort)PropertyFlags.Headers);
        writer.Table(new MessageHeaders { ["x-key"] = "k", ["x-delay"] = 500L, ["x-cost"] = 3L, ["x-deadline"] = 7_000L, ["list"] = HeaderValue.List("a", 1L, true) });

        var message = Decode(RandomContent.PassThrough(writer.Written.ToArray(), []).Encoded);

        Assert.Equal(("k", 3u, 1_000_500, 7_000), (message.Key, message.Cost, message.DeliverAt!.Value.ToUnixTimeMilliseconds(), message.Deadline!.Value.ToUnixTimeMilliseconds()));
        Assert.Equal(HeaderValue.List("a", 1L, true), message.Headers["list"]);
    }

    [Theory]
    [InlineData("0", true)]
    [InlineData("4294967295", true)]
    [InlineData("4294967296", false)]
    [InlineData("-1", false)]
    [InlineData("", false)]
    [InlineData("1.5", false)]
    public void An_expiration_is_a_number_of_milliseconds(string expiration, bool isAccepted)
    {
        byte[] properties = [0x01, 0, (byte)expiration.Length, .. System.Text.Encoding.ASCII.GetBytes(expiration)];
        if (isAccepted)
        {
            Assert.NotNull(Decode(RandomContent.PassThrough(properties, []).Encoded).TimeToLive);
        }
        else
        {
            Assert.Equal(ReplyCode.PreconditionFailed, Assert.Throws<AmqpException>(() => RandomContent.PassThrough(properties, [])).Code);
        }
    }

    private static Message Decode(byte[] encoded)
    {
        ReadOnlyMemory<byte> run = encoded;
        return EncodedMessage.Take(ref run).Decode();
    }

    // The properties and the body of a delivery.
    private static (byte[] Properties, byte[] Body) Join(byte[] frames)
    {
        var cutter = new FrameCutter(new ReadOnlySequence<byte>(frames), 4096, []);
        Assert.True(cutter.TryTake(out var method));
        Assert.Equal((FrameKind.Method, MethodId.BasicDeliver, (ushort)7), (method.Kind, MethodFrame.IdOf(method.Payload), method.Channel));
        Assert.Equal(new BasicMethods.Deliver("tag", 9, false, "exchange", "key"), MethodFrame.Read<BasicMethods.Deliver>(method.Payload));
        Assert.True(cutter.TryTake(out var header));
        var properties = header.Payload[ContentHeader.HeadBytes..].ToArray();
        var size = BinaryPrimitives.ReadUInt64BigEndian(header.Payload[4..]);
        var body = new List<byte>();
        while (cutter.TryTake(out var piece))
        {
            Assert.Equal(FrameKind.Body, piece.Kind);
            body.AddRange(piece.Payload);
        }

        Assert.True(cutter.Rest.IsEmpty);
        Assert.Equal(size, (ulong)body.Count);
        return (properties, [.. body]);
    }

    private Random Seeded(out int seed)
    {
        seed = int.TryParse(Environment.GetEnvironmentVariable("ACTORS_AMQP_SEED"), NumberStyles.None, CultureInfo.InvariantCulture, out var given) ? given : Random.Shared.Next();
        output.WriteLine($"ACTORS_AMQP_SEED={seed}");
        return new Random(seed);
    }
}
