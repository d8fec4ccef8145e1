using System.Buffers;
using System.IO.Pipelines;
using Actors.Gateway.Connections;
using Actors.Gateway.Tests.Support;

namespace Actors.Gateway.Tests.Connections;

public class ConnectionOutputTests
{
    [Fact]
    public async Task What_many_threads_append_arrives_whole_and_in_the_order_of_each()
    {
        const int threads = 8;
        const int each = 20_000;
        var pipe = new Pipe();
        var output = new ConnectionOutput(pipe.Writer, unsentLimit: int.MaxValue);
        var reading = ReadAllAsync(pipe.Reader);
        await Task.WhenAll(Enumerable.Range(0, threads).Select(thread => Task.Run(() =>
        {
            for (var i = 0; i < each; i++)
            {
                using var appending = output.Append();
                BitConverter.TryWriteBytes(appending.Bytes.GetSpan(8), ((long)thread << 32) | (uint)i);
                appending.Bytes.Advance(8);
            }
        })));
        await output.WhenFlushedAsync().Within("the flush");
        await pipe.Writer.CompleteAsync();
        var next = new int[threads];
        var bytes = await reading.Within("the bytes");
        Assert.Equal(threads * each * 8, bytes.Length);
        for (var at = 0; at < bytes.Length; at += 8)
        {
            var value = BitConverter.ToInt64(bytes, at);
            Assert.Equal(next[value >> 32]++, (int)(value & uint.MaxValue));
        }
    }

    [Fact]
    public async Task It_is_full_while_too_much_is_unsent_and_says_when_that_changes()
    {
        var pipe = new Pipe(new PipeOptions(pauseWriterThreshold: 1, resumeWriterThreshold: 1));
        var output = new ConnectionOutput(pipe.Writer, unsentLimit: 1000);
        var changes = System.Threading.Channels.Channel.CreateUnbounded<bool>();
        output.FullnessChanged = () => changes.Writer.TryWrite(output.IsFull);
        Append(output, 500);
        Append(output, 600);
        Assert.True(await changes.Reader.ReadAsync().AsTask().Within("fullness"));
        var room = output.WhenRoomAsync();
        Assert.False(room.IsCompleted);

        for (var got = 0L; got < 1100;)
        {
            var result = await pipe.Reader.ReadAsync().AsTask().Within("bytes");
            got += result.Buffer.Length;
            pipe.Reader.AdvanceTo(result.Buffer.End);
        }

        Assert.False(await changes.Reader.ReadAsync().AsTask().Within("the end of fullness"));
        await room.Within("room");
    }

    [Fact]
    public async Task After_the_transport_is_gone_everything_appended_is_dropped_and_nobody_waits()
    {
        var pipe = new Pipe();
        var output = new ConnectionOutput(pipe.Writer, unsentLimit: 1000);
        await pipe.Reader.CompleteAsync();
        Append(output, 5000);
        await output.WhenFlushedAsync().Within("the flush");
        await output.WhenRoomAsync().Within("room");
        using var appending = output.Append();
        Assert.False(appending.IsOpen);
    }

    private static void Append(ConnectionOutput output, int bytes)
    {
        using var appending = output.Append();
        appending.Bytes.Write(new byte[bytes]);
    }

    private static async Task<byte[]> ReadAllAsync(PipeReader reader)
    {
        while (true)
        {
            var result = await reader.ReadAsync();
            if (result.IsCompleted)
            {
                return result.Buffer.ToArray();
            }

            reader.AdvanceTo(result.Buffer.Start, result.Buffer.End);
        }
    }
}
