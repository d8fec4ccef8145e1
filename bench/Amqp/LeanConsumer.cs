using Actors.Bench.Loads;
using Actors.Protocol.Amqp;

namespace Actors.Bench.Amqp;

/// <summary>Consumes on a thread of its own; acks what came together with one ack, and checks every body.</summary>
internal sealed class LeanConsumer : IDisposable
{
    private readonly LeanConnection _connection;
    private readonly AmqpPlan _plan;
    private readonly Tally _tally;
    private readonly Thread _thread;
    private ulong _lastTag;
    private volatile bool _ends;

    /// <summary>Connects and begins to consume.</summary>
    /// <param name="plan">The load.</param>
    /// <param name="queue">The queue.</param>
    public LeanConsumer(AmqpPlan plan, string queue)
    {
        _plan = plan;
        _tally = new Tally(plan.Publishers);
        _connection = new LeanConnection(plan.Port);
        if (plan.Durable)
        {
            _connection.Ask(new BasicMethods.Qos(0, (ushort)plan.Prefetch, false), MethodId.BasicQosOk);
        }

        _connection.Ask(new BasicMethods.Consume(queue, "", false, !plan.Durable, false, false, []), MethodId.BasicConsumeOk);
        _thread = new Thread(Run) { IsBackground = true };
        _thread.Start();
    }

    /// <summary>What came, from whom.</summary>
    public Tally Tally => _tally;

    /// <summary>Why it ended before its time; null if it did not.</summary>
    public Exception? Failure { get; private set; }

    /// <summary>Ends it.</summary>
    public void Dispose()
    {
        _ends = true;
        _connection.Dispose();
        _thread.Join();
    }

    private void Run()
    {
        try
        {
            while (!_ends)
            {
                var before = _tally.Count;
                _connection.Receive(Take);
                if (_plan.Durable && _tally.Count > before)
                {
                    _connection.Append(new BasicMethods.Ack(_lastTag, true));
                    _connection.Flush();
                }
            }
        }
        catch (Exception error)
        {
            // Ended on purpose, the socket is gone; otherwise whoever waits for messages wants to know.
            Failure = _ends ? null : error;
        }
    }

    private void Take(in AmqpFrame frame)
    {
        switch (frame.Kind)
        {
            case FrameKind.Method when MethodFrame.IdOf(frame.Payload) == MethodId.BasicDeliver:
                var fields = new FieldReader(frame.Payload[MethodFrame.HeadBytes..]);
                fields.ShortBytes();
                _lastTag = fields.LongLong();
                break;
            case FrameKind.Body when frame.Payload.Length == _plan.BodyBytes:
                _tally.Add(frame.Payload);
                break;
            case FrameKind.Body:
                throw new BenchFailure($"A body has {frame.Payload.Length} bytes; {_plan.BodyBytes} were published.");
        }
    }
}
