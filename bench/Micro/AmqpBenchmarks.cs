using System.Buffers;
using Actors.Protocol.Amqp;
using BenchmarkDotNet.Attributes;

namespace Actors.Bench.Micro;

/// <summary>What the codec of AMQP does to each message, and what it allocates: nothing.</summary>
[MemoryDiagnoser]
public class AmqpBenchmarks
{
    private readonly byte[] _room = new byte[64 * 1024];
    private readonly ArrayBufferWriter<byte> _output = new(64 * 1024);
    private byte[] _properties = [];
    private byte[] _encoded = [];

    /// <summary>Bytes of the body.</summary>
    [Params(128, 1024)]
    public int BodyBytes { get; set; }

    /// <summary>Whether the message has headers of several types.</summary>
    [Params(false, true)]
    public bool Headers { get; set; }

    /// <summary>Makes a message.</summary>
    [GlobalSetup]
    public void Prepare()
    {
        var bytes = new byte[1024];
        var writer = new FieldWriter(bytes);
        writer.Short((ushort)(PropertyFlags.DeliveryMode | (Headers ? PropertyFlags.Headers : PropertyFlags.None)));
        if (Headers)
        {
            writer.Table(new MessageHeaders { ["tenant"] = "a", ["attempt"] = 3L, ["trace"] = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01" });
        }

        writer.Octet(2);
        _properties = writer.Written.ToArray();
        _encoded = new byte[64 * 1024];
        _encoded = _encoded[..(Encode(_encoded) + BodyBytes)];
    }

    /// <summary>From a publish to the encoded form.</summary>
    [Benchmark]
    public int Publish() => Encode(_room);

    /// <summary>From the encoded form to the frames of a delivery.</summary>
    [Benchmark]
    public int Deliver()
    {
        _output.ResetWrittenCount();
        ReadOnlySpan<byte> run = _encoded;
        ContentFrames.WriteDeliver(_output, new ContentPlace(1, AmqpProtocol.LargestFrame), "consumer"u8, 1, 1, "queue"u8, EncodedContent.Take(ref run));
        return _output.WrittenCount;
    }

    private int Encode(byte[] destination)
    {
        var properties = BasicProperties.Read(_properties);
        return ContentEncoder.WriteHead(destination, properties, new ContentOrigin(default, "queue"u8, "queue"u8), BodyBytes, 0, out _, out _);
    }
}
