using Actors.Protocol.Amqp;

namespace Actors.Gateway.Amqp;

/// <summary>Turns what AMQP says about a queue into its definition.</summary>
internal static class QueueArguments
{
    private const long LongestMilliseconds = uint.MaxValue;

    // The gateway deletes a connection's own queues when it ends. If the gateway dies first, nobody does.
    private static readonly TimeSpan Orphaned = TimeSpan.FromDays(1);

    /// <summary>The definition of a queue.</summary>
    /// <param name="names">The names of the virtual host.</param>
    /// <param name="declare">What the client says about it, with a name.</param>
    /// <exception cref="AmqpException"><see cref="ReplyCode.PreconditionFailed"/>: an argument is unknown or out of range.</exception>
    public static QueueDefinition Define(Names names, QueueMethods.Declare declare)
    {
        var definition = new QueueDefinition(names.ToBroker(declare.Queue))
        {
            DeliveryLimit = 0,
            DeadLetterQueue = "",
            Ephemeral = declare.AutoDelete && (declare.Exclusive || !declare.Durable),
            AutoDelete = declare is { AutoDelete: true, Exclusive: false, Durable: true },
            ExpiresAfter = declare is { Exclusive: true, AutoDelete: false } ? Orphaned : null,
        };
        foreach (var (name, value) in declare.Arguments)
        {
            definition = With(definition, name, value, declare.Queue);
        }

        return WithDeadLetters(definition, names, declare);
    }

    private static QueueDefinition With(QueueDefinition definition, string name, in HeaderValue value, string queue) => name switch
    {
        "x-message-ttl" => definition with { MessageTimeToLive = Duration(name, value, least: 0) },
        "x-expires" => definition with { ExpiresAfter = Duration(name, value, least: 1) },
        "x-max-length" => definition with { MaxLength = Math.Max(1, Integer(name, value, 0, long.MaxValue)) },
        "x-max-length-bytes" => definition with { MaxBytes = Math.Max(1, Integer(name, value, 0, long.MaxValue)) },
        "x-max-priority" => definition with { Order = Integer(name, value, 0, 255) > 0 ? DeliveryOrder.Priority : DeliveryOrder.Fifo },
        "x-delivery-limit" => definition with { DeliveryLimit = (int)Integer(name, value, 0, ushort.MaxValue) },
        "x-concurrency-per-key" => definition with { ConcurrencyPerKey = (int)Integer(name, value, 0, Limits.Prefetch) },
        "x-deduplication-window" => definition with { Deduplication = new Deduplication { Window = Duration(name, value, least: 1) } },
        "x-overflow" or "x-dead-letter-exchange" or "x-dead-letter-routing-key" when value.Kind == HeaderKind.String => definition,
        "x-queue-type" => Text(name, value) is "classic" or "quorum" ? definition : throw Invalid(name, value, "classic, quorum"),
        "x-queue-mode" or "x-queue-version" or "x-queue-master-locator" or "x-queue-leader-locator" or "x-quorum-initial-group-size" or "x-dead-letter-strategy" => definition,
        "x-single-active-consumer" when value.Kind == HeaderKind.Boolean => definition with { SingleActiveConsumer = value.AsBoolean() },
        _ => throw new AmqpException(ReplyCode.PreconditionFailed, $"invalid arg '{name}' for queue '{queue}': this broker does not know it, or not with such a value"),
    };

    // What is dropped goes where dead letters go, if there is such a place: so several arguments decide together.
    private static QueueDefinition WithDeadLetters(QueueDefinition definition, Names names, in QueueMethods.Declare declare)
    {
        var exchange = declare.Arguments.TryGet("x-dead-letter-exchange", out var given) ? given.AsString() : null;
        var routingKey = declare.Arguments.TryGet("x-dead-letter-routing-key", out var key) ? key.AsString() : null;
        if (routingKey is not null && exchange is null)
        {
            throw new AmqpException(ReplyCode.PreconditionFailed, $"invalid arg 'x-dead-letter-routing-key' for queue '{declare.Queue}': it needs an x-dead-letter-exchange");
        }

        if (exchange is not null)
        {
            definition = definition with
            {
                DeadLetterQueue = exchange.Length > 0 ? names.ExchangeToBroker(exchange) : names.ToBroker(routingKey ?? declare.Queue),
                DeadLetterSubject = routingKey,
            };
        }

        var overflow = declare.Arguments.TryGet("x-overflow", out var policy) ? policy.AsString() : "drop-head";
        return definition with
        {
            Overflow = overflow switch
            {
                "drop-head" => exchange is null || (definition.MaxLength ?? definition.MaxBytes) is null ? OverflowPolicy.DropHead : OverflowPolicy.DeadLetterHead,
                "reject-publish" => OverflowPolicy.Reject,
                "reject-publish-dlx" => exchange is null ? OverflowPolicy.Reject : OverflowPolicy.DeadLetterPublished,
                _ => throw Invalid("x-overflow", policy, "drop-head, reject-publish, reject-publish-dlx"),
            },
        };
    }

    private static TimeSpan Duration(string name, in HeaderValue value, long least) =>
        TimeSpan.FromMilliseconds(Math.Max(1, Integer(name, value, least, LongestMilliseconds)));

    private static string Text(string name, in HeaderValue value) => value.Kind == HeaderKind.String ? value.AsString() : throw Invalid(name, value, "a text");

    private static long Integer(string name, in HeaderValue value, long least, long most) =>
        value.Kind == HeaderKind.Integer && value.AsInteger() >= least && value.AsInteger() <= most
            ? value.AsInteger()
            : throw Invalid(name, value, $"{least} to {most}");

    private static AmqpException Invalid(string name, in HeaderValue value, string allowed) =>
        new(ReplyCode.PreconditionFailed, $"invalid arg '{name}': {value} is not allowed; allowed: {allowed}");
}
