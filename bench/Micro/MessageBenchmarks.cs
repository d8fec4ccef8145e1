using BenchmarkDotNet.Attributes;

namespace Actors.Bench.Micro;

/// <summary>The encoded form of messages: made by publishers, checked by the broker, decoded by consumers.</summary>
public class MessageBenchmarks
{
    private const int Count = 100;

    private readonly MessageBatchBuilder _builder = new();
    private Message _message = new();
    private ReadOnlyMemory<byte> _messages;

    /// <summary>Size of the body, in bytes.</summary>
    [Params(128, 1024)]
    public int Body { get; set; }

    /// <summary>Encodes what is to be checked and decoded.</summary>
    [GlobalSetup]
    public void Prepare()
    {
        _message = new Message(new byte[Body]) { Id = "0123456789abcdef" };
        _messages = MessageBatch.Of([.. Enumerable.Repeat(_message, Count)]).Messages;
    }

    /// <summary>A publisher encodes.</summary>
    [Benchmark(OperationsPerInvoke = Count)]
    public int Encode()
    {
        _builder.Clear();
        for (var index = 0; index < Count; index++)
        {
            _builder.Add(_message);
        }

        return _builder.Bytes;
    }

    /// <summary>The broker checks what came over the wire.</summary>
    [Benchmark(OperationsPerInvoke = Count)]
    public int Check() => MessageBatch.Parse(_messages, Limits.Default).Count;

    /// <summary>A consumer takes the messages of a run apart and looks at their bodies only.</summary>
    [Benchmark(OperationsPerInvoke = Count)]
    public int TakeBodies()
    {
        var bytes = 0;
        for (var rest = _messages; !rest.IsEmpty;)
        {
            bytes += EncodedMessage.Take(ref rest).Body.Length;
        }

        return bytes;
    }

    /// <summary>A consumer decodes all of them.</summary>
    [Benchmark(OperationsPerInvoke = Count)]
    public int Decode()
    {
        var bytes = 0;
        for (var rest = _messages; !rest.IsEmpty;)
        {
            bytes += EncodedMessage.Take(ref rest).Decode().Body.Length;
        }

        return bytes;
    }
}
