using System.Buffers;
using Actors.Protocol.Native;
using BenchmarkDotNet.Attributes;

namespace Actors.Bench.Micro;

/// <summary>The frames that carry messages, from either side. Times are for a whole frame.</summary>
public class FrameBenchmarks
{
    private const uint Id = 7;
    private const string Queue = "queue-0";

    private readonly ArrayBufferWriter<byte> _output = new();
    private MessageBatch _batch;
    private ReadOnlySequence<byte> _publish;
    private ReadOnlySequence<byte> _deliver;

    /// <summary>How many messages of 128 bytes a frame carries.</summary>
    [Params(1, 100)]
    public int Messages { get; set; }

    private DeliveryRun Run => new(new LeaseRun(0, 1, 0, Messages, 1), DateTimeOffset.UnixEpoch, _batch.Messages.Span);

    /// <summary>Writes what is to be read.</summary>
    [GlobalSetup]
    public void Prepare()
    {
        _batch = MessageBatch.Of([.. Enumerable.Repeat(new Message(new byte[128]), Messages)]);
        WritePublish();
        _publish = new ReadOnlySequence<byte>(_output.WrittenSpan.ToArray());
        WriteDeliver();
        _deliver = new ReadOnlySequence<byte>(_output.WrittenSpan.ToArray());
    }

    /// <summary>The client writes a Publish.</summary>
    [Benchmark]
    public int WritePublish()
    {
        _output.ResetWrittenCount();
        PublishFrame.Write(_output, Id, Queue, _batch.Messages.Span);
        return _output.WrittenCount;
    }

    /// <summary>The broker reads a Publish, its messages unchecked.</summary>
    [Benchmark]
    public int ReadPublish() => Take(_publish).Read<PublishFrame>().Messages.Length;

    /// <summary>The broker writes a Deliver.</summary>
    [Benchmark]
    public int WriteDeliver()
    {
        _output.ResetWrittenCount();
        DeliverFrame.Write(_output, Id, Run);
        return _output.WrittenCount;
    }

    /// <summary>The client reads a Deliver and finds its runs.</summary>
    [Benchmark]
    public int ReadDeliver()
    {
        var count = 0;
        for (var runs = Take(_deliver).Read<DeliverFrame>().Runs; DeliveredRun.TryTake(ref runs, out var run);)
        {
            count += run.Leases.Count;
        }

        return count;
    }

    private static Frame Take(ReadOnlySequence<byte> bytes) =>
        Frame.TryTake(ref bytes, Limits.Default.FrameBytes, out var frame) ? frame : throw new BenchFailure("The frame is not whole.");
}
