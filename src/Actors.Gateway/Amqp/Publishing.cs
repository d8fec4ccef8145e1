using Actors.Protocol.Amqp;

namespace Actors.Gateway.Amqp;

/// <summary>Takes what a channel publishes to the broker, in order and without waiting.</summary>
/// <remarks>
/// What one read from the socket brings becomes one batch for each target. A content comes in three kinds of frames, which must
/// follow one another: a method, the properties with the size of the body, and the body in pieces.
/// </remarks>
/// <param name="channel">The channel.</param>
/// <param name="wire">The connection.</param>
internal sealed class Publishing(AmqpChannel channel, Wire wire)
{
    // A batch that is this large goes out without waiting for the rest of what was read.
    private const int BatchBytes = 256 * 1024;

    private readonly TargetCache _targets = new(wire);
    private readonly Confirms _confirms = new(channel, wire);
    private readonly byte[] _names = new byte[2 * AmqpProtocol.ShortTextBytes];
    private int _exchangeBytes;
    private int _routingKeyBytes;
    private PublishBatch? _batch;
    private ContentCopies? _copies;
    private Expected _expected;
    private bool _isMandatory;
    private long _bodyLeft;
    private int _gathered;
    private ulong _nextTag;

    private enum Expected
    {
        Method,
        Header,
        Body,
    }

    /// <summary>Whether a content has begun and not ended: then only its frames may come.</summary>
    public bool IsInContent => _expected != Expected.Method;

    /// <summary>Whether the publisher asked for confirms.</summary>
    public bool IsConfirmed => _nextTag > 0;

    private ReadOnlySpan<byte> Exchange => _names.AsSpan(0, _exchangeBytes);

    private ReadOnlySpan<byte> RoutingKey => _names.AsSpan(_exchangeBytes, _routingKeyBytes);

    /// <summary>A publish begins.</summary>
    /// <param name="payload">The method frame's payload.</param>
    public void Begin(ReadOnlySpan<byte> payload)
    {
        var fields = new FieldReader(payload[MethodFrame.HeadBytes..]);
        fields.Short();
        var exchange = fields.ShortBytes();
        var routingKey = fields.ShortBytes();
        var bits = fields.Octet();
        if ((bits & 2) != 0)
        {
            throw new AmqpException(ReplyCode.NotImplemented, "immediate=true");
        }

        exchange.CopyTo(_names);
        routingKey.CopyTo(_names.AsSpan(exchange.Length));
        (_exchangeBytes, _routingKeyBytes) = (exchange.Length, routingKey.Length);
        _isMandatory = (bits & 1) != 0;
        _expected = Expected.Header;
    }

    /// <summary>The properties of what is published.</summary>
    /// <param name="payload">The header frame's payload.</param>
    public void TakeHeader(ReadOnlySpan<byte> payload)
    {
        Require(Expected.Header, FrameKind.Header);
        var header = ContentHeader.Read(payload);
        RequireFitting((long)Math.Min(header.BodyBytes, long.MaxValue));
        var properties = BasicProperties.Read(header.Properties);
        RequireOwnUser(properties);
        if (properties.ReplyTo.SequenceEqual("amq.rabbitmq.reply-to"u8))
        {
            properties = properties with { ReplyTo = channel.ReplyQueue.IsEmpty ? throw NoReplies() : channel.ReplyQueue.Span };
        }

        Write(header, properties);
        _expected = Expected.Body;
        _bodyLeft = (long)header.BodyBytes;
        if (_bodyLeft == 0)
        {
            End();
        }
    }

    /// <summary>A piece of the body of what is published.</summary>
    /// <param name="payload">The body frame's payload.</param>
    public void TakeBody(ReadOnlySpan<byte> payload)
    {
        Require(Expected.Body, FrameKind.Body);
        _bodyLeft -= payload.Length;
        if (_bodyLeft < 0)
        {
            throw new AmqpException(ReplyCode.FrameError, "the body of a content is larger than its header says");
        }

        _batch!.Append(payload);
        _copies?.Append(payload);
        wire.Gather(payload.Length);
        _gathered += payload.Length;
        if (_bodyLeft == 0)
        {
            End();
        }
    }

    /// <summary>From now on the publisher gets confirms, which count from 1.</summary>
    public void Confirm()
    {
        if (!IsConfirmed)
        {
            _nextTag = 1;
        }
    }

    /// <summary>Hands what is there as a whole to the broker; in a transaction its commit does that.</summary>
    public void Flush()
    {
        if (_batch is { Count: > 0 } batch)
        {
            _batch = _expected == Expected.Body ? batch.TakeUnfinished() : null;
            Store(batch);
        }
    }

    /// <summary>Has the batches of a transaction stored.</summary>
    /// <param name="batches">The batches.</param>
    public Task CommitAsync(IReadOnlyList<PublishBatch> batches) => Task.WhenAll(batches.Select(_confirms.StoreAsync));

    /// <summary>Forgets what was not handed to the broker, and answers nothing any more.</summary>
    public void Close()
    {
        _expected = Expected.Method;
        Release();
        _batch?.Free();
        _batch = null;
        _copies?.Free();
        _copies = null;
        _confirms.Close();
    }

    private void Write(in ContentHeader header, in BasicProperties properties)
    {
        var target = _targets.Find(Exchange, RoutingKey, _isMandatory);
        if (_batch is not null && (_batch.Target != target || _batch.Length + header.Properties.Length + (int)header.BodyBytes > BatchBytes))
        {
            // Between two contents: the one that begins here has written nothing yet. Only alone may it be larger than a batch.
            Store(_batch);
            _batch = null;
        }

        _batch ??= new PublishBatch(target, _nextTag);
        Write(_batch, header, properties, RoutingKey, out var cc, out var bcc);
        if (!cc.IsEmpty || !bcc.IsEmpty)
        {
            _copies = new ContentCopies(Exchange.IsEmpty ? [RoutingKey.ToArray()] : []);
            AddCopies(cc, header, properties);
            AddCopies(bcc, header, properties);
        }
    }

    private void Write(PublishBatch batch, in ContentHeader header, in BasicProperties properties, ReadOnlySpan<byte> subject, out ReadOnlySpan<byte> cc, out ReadOnlySpan<byte> bcc)
    {
        var room = batch.Reserve(ContentEncoder.HeadBound(header.Properties.Length, _exchangeBytes, _routingKeyBytes + subject.Length));
        var origin = new ContentOrigin(Exchange, RoutingKey, subject);
        var head = ContentEncoder.WriteHead(room, properties, origin, (int)header.BodyBytes, wire.Now, out cc, out bcc);
        RequireFitting(head + (long)header.BodyBytes);
        batch.Begin(head);
    }

    // A copy for each further routing key, each a publish of its own; the message is confirmed when all are stored.
    private void AddCopies(ReadOnlySpan<byte> keys, in ContentHeader header, in BasicProperties properties)
    {
        var items = new FieldReader(keys);
        while (items.Left > 0)
        {
            if (items.Octet() != (byte)'S')
            {
                throw new AmqpException(ReplyCode.PreconditionFailed, "the headers CC and BCC must be arrays of texts");
            }

            var key = items.LongBytes();
            if (_copies!.TryAdd(key))
            {
                var copy = new PublishBatch(new TargetCache(wire).Find(Exchange, key, isMandatory: false), firstTag: 0);
                Write(copy, header, properties, key, out _, out _);
                _copies.Add(copy);
            }
        }
    }

    private void End()
    {
        _expected = Expected.Method;
        Release();
        _nextTag += IsConfirmed ? 1u : 0u;
        _batch!.End();
        if (_copies is { } copies)
        {
            // Alone with its copies: its confirm waits for theirs.
            _copies = null;
            _batch.Copies = copies.End();
            Flush();
            return;
        }

        if (_batch.Length >= BatchBytes || _batch.Count == Limits.BatchCount)
        {
            Flush();
        }
        else
        {
            channel.BecomeDirty();
        }
    }

    private void Store(PublishBatch batch)
    {
        if (channel.Transaction is { } transaction)
        {
            transaction.Add(batch);
        }
        else
        {
            _ = _confirms.StoreAsync(batch);
        }
    }

    // What was gathered is whole, or will never be.
    private void Release()
    {
        wire.Gather(-_gathered);
        _gathered = 0;
    }

    private void RequireFitting(long bytes)
    {
        if (bytes > wire.Limits.MessageBytes)
        {
            throw new AmqpException(ReplyCode.PreconditionFailed, $"message size {bytes} is larger than configured max size {wire.Limits.MessageBytes}");
        }
    }

    private static AmqpException NoReplies() => new(ReplyCode.PreconditionFailed, "fast reply consumer does not exist");

    private void Require(Expected expected, FrameKind kind)
    {
        if (_expected != expected)
        {
            throw new AmqpException(ReplyCode.UnexpectedFrame, $"a {kind} frame came where a {_expected} was to come");
        }
    }

    private void RequireOwnUser(in BasicProperties properties)
    {
        if (properties.Has(PropertyFlags.UserId) && !properties.UserId.SequenceEqual(System.Text.Encoding.UTF8.GetBytes(wire.User)))
        {
            throw new AmqpException(ReplyCode.PreconditionFailed, $"user_id property set to '{System.Text.Encoding.UTF8.GetString(properties.UserId)}' but authenticated user was '{wire.User}'");
        }
    }
}
