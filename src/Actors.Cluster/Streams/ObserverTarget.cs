using Orleans.Streams;

namespace Actors.Cluster.Streams;

/// <summary>Hands events to an observer, one after the other.</summary>
internal sealed class ObserverTarget<T>(EventCodec codec, IAsyncObserver<T> observer) : IEventTarget
{
    public async Task<HandledEvents> DeliverAsync(EventParcel parcel)
    {
        var handled = 0;
        try
        {
            foreach (var (offset, message) in parcel.Events())
            {
                await DeliverAsync(offset, message);
                handled++;
            }

            return new HandledEvents(handled, Error: null);
        }
        catch (Exception error)
        {
            // What the subscriber's own code throws goes back as text: the other side need not know the type.
            return new HandledEvents(handled, error.ToString());
        }
    }

    // On the grain's own scheduler, hence without ConfigureAwait.
    private Task DeliverAsync(long offset, Message message)
    {
        if (typeof(T) != typeof(Message))
        {
            if (EventCodec.IsCompletion(message))
            {
                return observer.OnCompletedAsync();
            }

            if (EventCodec.FailureIn(message) is { } failure)
            {
                return observer.OnErrorAsync(failure);
            }
        }

        return observer.OnNextAsync(codec.Decode<T>(message), EventToken.At(offset));
    }
}
