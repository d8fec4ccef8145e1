using System.Threading.Channels;
using RabbitMQ.Client;
using RabbitMQ.Client.Events;

namespace Actors.Amqp.Tests.Interop;

/// <summary>What a consumer gets, one by one.</summary>
internal sealed class Inbox
{
    private readonly Channel<BasicDeliverEventArgs> _deliveries = Channel.CreateUnbounded<BasicDeliverEventArgs>();

    private Inbox(IChannel channel)
    {
        Consumer = new AsyncEventingBasicConsumer(channel);
        Consumer.ReceivedAsync += (_, delivery) =>
        {
            // The client lends the body's memory for the time of the call only.
            _deliveries.Writer.TryWrite(new BasicDeliverEventArgs(
                delivery.ConsumerTag, delivery.DeliveryTag, delivery.Redelivered, delivery.Exchange, delivery.RoutingKey, delivery.BasicProperties, delivery.Body.ToArray()));
            return Task.CompletedTask;
        };
    }

    public AsyncEventingBasicConsumer Consumer { get; }

    public string Tag { get; private set; } = "";

    public int Waiting => _deliveries.Reader.Count;

    public static async Task<Inbox> OpenAsync(IChannel channel, string queue, bool autoAck = false, IDictionary<string, object?>? arguments = null)
    {
        var inbox = new Inbox(channel);
        inbox.Tag = await channel.BasicConsumeAsync(queue, autoAck, consumerTag: "", arguments, inbox.Consumer);
        return inbox;
    }

    public Task<BasicDeliverEventArgs> NextAsync(string what = "a delivery") => _deliveries.Reader.ReadAsync().AsTask().Within(what);

    /// <summary>Takes the next delivery that any of several inboxes gets.</summary>
    public static async Task<BasicDeliverEventArgs> FirstAsync(IReadOnlyList<Inbox> inboxes)
    {
        while (true)
        {
            foreach (var inbox in inboxes)
            {
                if (inbox._deliveries.Reader.TryRead(out var delivery))
                {
                    return delivery;
                }
            }

            await Task.WhenAny(inboxes.Select(inbox => inbox._deliveries.Reader.WaitToReadAsync().AsTask())).Within("a delivery to any consumer");
        }
    }
}
