using System.Buffers;
using System.Diagnostics;
using Actors.Bench.Figures;
using Actors.Bench.Loads;
using Actors.Bench.Machines;
using Actors.Protocol.Amqp;

namespace Actors.Bench.Amqp;

/// <summary>
/// Publishes at a fixed rate, whatever the broker does. All latencies count from when a message was to be sent: one that is
/// late because an earlier one held things up does not look fast.
/// </summary>
internal sealed class AmqpOpenLoop
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly int _messages;
    private readonly long _interval;
    private readonly ConfirmTally _tally = new();
    private long _start;
    private long _confirmed;

    /// <summary>Plans a load.</summary>
    /// <param name="rate">Messages per second.</param>
    /// <param name="duration">For how long.</param>
    public AmqpOpenLoop(int rate, TimeSpan duration)
    {
        _messages = (int)(rate * duration.TotalSeconds);
        _interval = Stopwatch.Frequency / rate;
        (Confirms, Deliveries) = (new Percentiles(_messages), new Percentiles(_messages));
    }

    /// <summary>Until the publisher had the confirm.</summary>
    public Percentiles Confirms { get; }

    /// <summary>Until the consumer had the message.</summary>
    public Percentiles Deliveries { get; }

    /// <summary>Runs the load.</summary>
    /// <param name="port">The broker's port.</param>
    /// <param name="queue">An empty durable queue.</param>
    /// <param name="bodyBytes">Size of each body.</param>
    public void Run(int port, string queue, int bodyBytes)
    {
        using var publisher = new LeanConnection(port);
        using var consumer = new LeanConnection(port);
        publisher.Ask(new ConfirmMethods.Select(false), MethodId.ConfirmSelectOk);
        consumer.Ask(new BasicMethods.Qos(0, 256, false), MethodId.BasicQosOk);
        consumer.Ask(new BasicMethods.Consume(queue, "", false, false, false, false, []), MethodId.BasicConsumeOk);
        _start = Stopwatch.GetTimestamp() + (Stopwatch.Frequency / 100);
        var threads = new[] { new Thread(() => Send(publisher, queue, bodyBytes)), new Thread(() => TakeConfirms(publisher)), new Thread(() => Consume(consumer)) };
        foreach (var thread in threads)
        {
            thread.IsBackground = true;
            thread.Start();
        }

        var patience = Patience + TimeSpan.FromSeconds((double)_messages * _interval / Stopwatch.Frequency);
        if (!threads.All(thread => thread.Join(patience)))
        {
            throw new BenchFailure($"{_confirmed} of {_messages} messages were confirmed and {Deliveries.Count} delivered in time.");
        }
    }

    // Sleeping until the next message is due leaves the processors to the broker; spinning would take one away.
    private void Send(LeanConnection connection, string queue, int bodyBytes)
    {
        Native.WakePrecisely();
        var frames = LeanConnection.PublishFrames("", queue, bodyBytes, persistent: true);
        for (var sequence = 0; sequence < _messages; sequence++)
        {
            var due = _start + (sequence * _interval);
            if (due > Stopwatch.GetTimestamp())
            {
                Native.SleepUntil(due);
            }

            Payload.Stamp(frames.AsSpan(frames.Length - 1 - bodyBytes, bodyBytes), sequence, due);
            connection.Output.Write(frames);
            connection.Flush();
        }
    }

    private void TakeConfirms(LeanConnection connection)
    {
        while (_confirmed < _messages)
        {
            connection.Receive((in AmqpFrame frame) =>
            {
                var ack = MethodFrame.Read<BasicMethods.Ack>(frame.Payload);
                var now = Stopwatch.GetTimestamp();
                var confirmed = _tally.Confirm(ack.DeliveryTag, ack.Multiple);

                // Confirms of single messages may come out of order; over all of them that makes no difference to speak of.
                for (; _confirmed < confirmed; _confirmed++)
                {
                    Confirms.Add(now - (_start + (_confirmed * _interval)));
                }
            });
        }
    }

    private void Consume(LeanConnection connection)
    {
        ulong tag = 0;
        while (Deliveries.Count < _messages)
        {
            connection.Receive((in AmqpFrame frame) =>
            {
                if (frame.Kind == FrameKind.Body)
                {
                    Deliveries.Add(Stopwatch.GetTimestamp() - Payload.IntendedAtOf(frame.Payload));
                }
                else if (frame.Kind == FrameKind.Method)
                {
                    tag = MethodFrame.Read<BasicMethods.Deliver>(frame.Payload).DeliveryTag;
                }
            });
            connection.Append(new BasicMethods.Ack(tag, true));
            connection.Flush();
        }
    }
}
