using System.Diagnostics;

namespace Actors;

/// <summary>What a consumer does with a delivery beyond settling it.</summary>
public static class DeliveryExtensions
{
    /// <summary>Answers a request: publishes the reply to where the request wants it. The request still has to be settled.</summary>
    /// <param name="delivery">The request.</param>
    /// <param name="reply">The reply; it gets the request's correlation id.</param>
    /// <param name="cancellationToken">Stops waiting; the reply may be stored all the same.</param>
    /// <exception cref="BrokerException">
    /// <see cref="ErrorCode.InvalidArgument"/> when the message asks for no reply; <see cref="ErrorCode.NotFound"/> when the
    /// requester is gone.
    /// </exception>
    public static async ValueTask ReplyAsync(this Delivery delivery, Message reply, CancellationToken cancellationToken = default)
    {
        var request = delivery.Message;
        if (request.ReplyTo is not { Length: > 0 } replyTo)
        {
            throw new BrokerException(ErrorCode.InvalidArgument, $"The message at offset {delivery.Offset} of '{delivery.Source}' names no queue to reply to.");
        }

        await delivery.Broker.PublishAsync(replyTo, new Message(reply) { CorrelationId = request.CorrelationId ?? request.Id }, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>
    /// Starts an activity for the work on a delivery, child of the one that published the message; dispose it when the work
    /// is done. Handlers given to <c>ConsumeAsync</c> run inside one already.
    /// </summary>
    /// <param name="delivery">The message being worked on.</param>
    /// <returns>Null when nobody listens.</returns>
    public static Activity? StartActivity(this Delivery delivery) => ProcessOperation.Start(delivery);
}
