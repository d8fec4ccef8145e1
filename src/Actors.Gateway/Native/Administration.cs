using Actors.Protocol.Native;

namespace Actors.Gateway.Native;

/// <summary>Defines, looks and removes.</summary>
internal sealed class Administration(Requests requests)
{
    private IBroker Broker => requests.Broker;

    /// <summary>Starts a request of this family; refuses a frame of any other.</summary>
    public void Serve(in Frame frame)
    {
        try
        {
            Start(frame);
        }
        catch (BrokerException refusal) when (refusal.Scope == ErrorScope.Request)
        {
            // A definition with an option of a later version is sound, and still not one this broker can carry out.
            requests.Refuse(frame.Id, refusal);
        }
    }

    private void Start(in Frame frame)
    {
        switch (frame.Type)
        {
            case FrameType.DeclareQueue:
                DeclareQueue(frame);
                break;
            case FrameType.DeclareTopic:
                DeclareTopic(frame);
                break;
            case FrameType.DeclareSubscription:
                DeclareSubscription(frame);
                break;
            case FrameType.DeclareExchange:
                DeclareExchange(frame);
                break;
            case FrameType.Bind:
                Bind(frame);
                break;
            case FrameType.Unbind:
                Unbind(frame);
                break;
            case FrameType.ListBindings:
                ListBindings(frame);
                break;
            case FrameType.Delete:
                Delete(frame);
                break;
            case FrameType.Purge:
                Purge(frame);
                break;
            case FrameType.CancelMessage:
                Cancel(frame);
                break;
            case FrameType.Reschedule:
                Reschedule(frame);
                break;
            case FrameType.Browse:
                Browse(frame);
                break;
            case FrameType.Describe:
                Describe(frame);
                break;
            case FrameType.List:
                List(frame);
                break;
            default:
                throw Violations.Unexpected(frame.Type, "only a client's request");
        }
    }

    private void DeclareQueue(in Frame frame)
    {
        var queue = frame.Read<DeclareQueueFrame>().Queue;
        Run(frame.Id, async id =>
        {
            await Broker.DeclareAsync(queue, requests.ConnectionEnds).ConfigureAwait(false);
            requests.Send(id, new OkFrame());
        });
    }

    private void DeclareTopic(in Frame frame)
    {
        var topic = frame.Read<DeclareTopicFrame>().Topic;
        Run(frame.Id, async id =>
        {
            await Broker.DeclareAsync(topic, requests.ConnectionEnds).ConfigureAwait(false);
            requests.Send(id, new OkFrame());
        });
    }

    private void DeclareSubscription(in Frame frame)
    {
        var subscription = frame.Read<DeclareSubscriptionFrame>().Subscription;
        Run(frame.Id, async id =>
        {
            await Broker.DeclareAsync(subscription, requests.ConnectionEnds).ConfigureAwait(false);
            requests.Send(id, new OkFrame());
        });
    }

    private void DeclareExchange(in Frame frame)
    {
        var exchange = frame.Read<DeclareExchangeFrame>().Exchange;
        Run(frame.Id, async id =>
        {
            await Broker.DeclareAsync(exchange, requests.ConnectionEnds).ConfigureAwait(false);
            requests.Send(id, new OkFrame());
        });
    }

    private void Bind(in Frame frame)
    {
        var binding = frame.Read<BindFrame>().Binding;
        Run(frame.Id, async id =>
        {
            await Broker.DeclareAsync(binding, requests.ConnectionEnds).ConfigureAwait(false);
            requests.Send(id, new OkFrame());
        });
    }

    private void Unbind(in Frame frame)
    {
        var binding = frame.Read<UnbindFrame>().Binding;
        Run(frame.Id, async id =>
        {
            var existed = await Broker.UnbindAsync(binding, requests.ConnectionEnds).ConfigureAwait(false);
            requests.Send(id, new RemovedFrame(existed ? 1 : 0));
        });
    }

    private void ListBindings(in Frame frame)
    {
        var name = frame.Read<ListBindingsFrame>().EntityName;
        Run(frame.Id, async id =>
        {
            var bindings = await Broker.ListBindingsAsync(name, requests.ConnectionEnds).ConfigureAwait(false);
            foreach (var (part, more) in Parts.Of(bindings.ToArray(), BindingFields.BytesOf, requests.Limits.FrameBytes))
            {
                await requests.SendLargeAsync(id, new BindingsFrame(more, part)).ConfigureAwait(false);
            }
        });
    }

    private void Delete(in Frame frame)
    {
        var address = frame.Read<DeleteFrame>().EntityAddress;
        Run(frame.Id, async id =>
        {
            var existed = await Broker.DeleteAsync(address, requests.ConnectionEnds).ConfigureAwait(false);
            requests.Send(id, new RemovedFrame(existed ? 1 : 0));
        });
    }

    private void Purge(in Frame frame)
    {
        var source = frame.Read<PurgeFrame>().Source;
        Run(frame.Id, async id =>
        {
            var removed = await Broker.PurgeAsync(source, requests.ConnectionEnds).ConfigureAwait(false);
            requests.Send(id, new RemovedFrame(removed));
        });
    }

    private void Cancel(in Frame frame)
    {
        var (source, messageId) = frame.Read<CancelMessageFrame>();
        Run(frame.Id, async id =>
        {
            var cancelled = await Broker.CancelAsync(source, messageId, requests.ConnectionEnds).ConfigureAwait(false);
            requests.Send(id, new RemovedFrame(cancelled ? 1 : 0));
        });
    }

    private void Reschedule(in Frame frame)
    {
        var (source, messageId, deliverAt) = frame.Read<RescheduleFrame>();
        Run(frame.Id, async id =>
        {
            var moved = await Broker.RescheduleAsync(source, messageId, deliverAt, requests.ConnectionEnds).ConfigureAwait(false);
            requests.Send(id, new RemovedFrame(moved ? 1 : 0));
        });
    }

    private void Browse(in Frame frame)
    {
        var browse = frame.Read<BrowseFrame>();
        Run(frame.Id, async id =>
        {
            var messages = await Broker.BrowseAsync(browse.Source, browse.Options, requests.ConnectionEnds).ConfigureAwait(false);
            foreach (var (part, more) in Parts.Of(messages.Select(Encode).ToArray(), entry => entry.Bytes, requests.Limits.FrameBytes))
            {
                await requests.SendLargeAsync(id, new BrowsedFrame(more, part)).ConfigureAwait(false);
            }
        });
    }

    // A dead-lettered message has more headers than a publisher may set.
    private static BrowsedEntry Encode(BrowsedMessage message) =>
        new(message.Offset, message.State, message.Attempt, message.PublishedAt, MessageBatch.Own(message.Message).Messages);

    private void Describe(in Frame frame)
    {
        var address = frame.Read<DescribeFrame>().EntityAddress;
        Run(frame.Id, async id =>
        {
            var entity = await Broker.DescribeAsync(address, requests.ConnectionEnds).ConfigureAwait(false);
            requests.Send(id, new DescribedFrame(false, new[] { entity }));
        });
    }

    private void List(in Frame frame)
    {
        var list = frame.Read<ListFrame>();
        Run(frame.Id, async id =>
        {
            var entities = await Broker.ListAsync(list.After.Length == 0 ? null : list.After, list.MaxEntities, requests.ConnectionEnds).ConfigureAwait(false);
            foreach (var (part, more) in Parts.Of(entities.ToArray(), DescriptionFields.BytesOf, requests.Limits.FrameBytes))
            {
                await requests.SendLargeAsync(id, new DescribedFrame(more, part)).ConfigureAwait(false);
            }
        });
    }

    private void Run(uint id, Func<uint, Task> request) => _ = RunAsync(id, request);

    private async Task RunAsync(uint id, Func<uint, Task> request)
    {
        requests.Begin();
        try
        {
            await request(id).ConfigureAwait(false);
        }
        catch (Exception error)
        {
            requests.Refuse(id, error);
        }
        finally
        {
            requests.End();
        }
    }
}
