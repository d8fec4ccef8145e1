using Actors.Protocol.Amqp;

namespace Actors.Gateway.Amqp;

/// <summary>Turns what AMQP says about a queue into its definition.</summary>
internal static class QueueArguments
{
    /// <summary>The definition of a queue.</summary>
    /// <param name="queue">The queue, as the broker calls it.</param>
    /// <param name="declare">What the client says about it.</param>
    /// <exception cref="AmqpException"><see cref="ReplyCode.PreconditionFailed"/>: an argument is unknown or out of range.</exception>
    public static QueueDefinition Define(string queue, QueueMethods.Declare declare)
    {
        var definition = new QueueDefinition(queue) { DeliveryLimit = 0, DeadLetterQueue = "", Ephemeral = declare is { Durable: false, AutoDelete: true } or { Exclusive: true } };
        foreach (var (name, value) in declare.Arguments)
        {
            definition = name switch
            {
                "x-delivery-limit" => definition with { DeliveryLimit = (int)Integer(name, value, 0, ushort.MaxValue) },
                "x-queue-type" => value is { Kind: HeaderKind.String } type && type.AsString() is "classic" or "quorum"
                    ? definition
                    : throw Invalid(name, value, "classic or quorum"),
                "x-queue-mode" or "x-queue-version" or "x-queue-master-locator" or "x-quorum-initial-group-size" => definition,
                _ => throw new AmqpException(ReplyCode.PreconditionFailed, $"invalid arg '{name}' for queue '{declare.Queue}': it is unknown"),
            };
        }

        return definition;
    }

    private static long Integer(string name, in HeaderValue value, long least, long most) =>
        value.Kind == HeaderKind.Integer && value.AsInteger() >= least && value.AsInteger() <= most
            ? value.AsInteger()
            : throw Invalid(name, value, $"{least} to {most}");

    private static AmqpException Invalid(string name, in HeaderValue value, string allowed) =>
        new(ReplyCode.PreconditionFailed, $"invalid arg '{name}': {value} is not allowed; allowed: {allowed}");
}
