using System.Buffers;
using System.Diagnostics;
using Actors.Bench.Loads;
using Actors.Protocol.Amqp;

namespace Actors.Bench.Amqp;

/// <summary>Publishes with confirms, so many outstanding at a time, on a thread of its own.</summary>
internal sealed class LeanPublisher
{
    private const int FlushBytes = 64 * 1024;

    private readonly LeanConnection _connection;
    private readonly AmqpPlan _plan;
    private readonly byte[] _frames;
    private readonly ConfirmTally _tally = new();
    private long _published;
    private long _confirmed;

    /// <summary>Connects.</summary>
    /// <param name="plan">The load.</param>
    /// <param name="number">Which publisher it is.</param>
    public LeanPublisher(AmqpPlan plan, int number)
    {
        _plan = plan;
        _connection = new LeanConnection(plan.Port);
        _frames = LeanConnection.PublishFrames(plan.Exchange, plan.RoutingKeys[number % plan.RoutingKeys.Length], plan.BodyBytes, plan.Durable);
        new Payload(number, plan.BodyBytes).Message.Body.Span.CopyTo(Body);
        if (plan.Durable)
        {
            _connection.Ask(new ConfirmMethods.Select(false), MethodId.ConfirmSelectOk);
        }
    }

    private Span<byte> Body => _frames.AsSpan(_frames.Length - 1 - _plan.BodyBytes, _plan.BodyBytes);

    /// <summary>Publishes until the time is over or enough was published, and until all of it is confirmed.</summary>
    /// <param name="until">When it is over, as a timestamp of the stopwatch.</param>
    /// <param name="most">Most messages.</param>
    /// <returns>How many messages were published.</returns>
    public long Run(long until, long most = long.MaxValue)
    {
        using var connection = _connection;
        var more = true;
        while (more || _confirmed < _published)
        {
            more = more && Stopwatch.GetTimestamp() < until && _published < most;
            while (more && _published - _confirmed < _plan.Outstanding && connection.Unsent < FlushBytes && _published < most)
            {
                Payload.Stamp(Body, _published++);
                connection.Output.Write(_frames);
            }

            connection.Flush();
            if (!_plan.Durable)
            {
                _confirmed = _published;
            }
            else if (_published - _confirmed >= _plan.Outstanding || !more)
            {
                AwaitConfirms();
            }
        }

        connection.Close();
        return _published;
    }

    private void AwaitConfirms()
    {
        if (_confirmed < _published)
        {
            _connection.Receive(Take);
        }
    }

    // Brokers confirm one by one or several at a time, and not always in order; what counts is how many are left.
    private void Take(in AmqpFrame frame)
    {
        if (frame.Kind != FrameKind.Method || MethodFrame.IdOf(frame.Payload) != MethodId.BasicAck)
        {
            throw new BenchFailure("The broker sent a publisher something else than a confirm.");
        }

        var ack = MethodFrame.Read<BasicMethods.Ack>(frame.Payload);
        _confirmed = _tally.Confirm(ack.DeliveryTag, ack.Multiple);
    }
}
