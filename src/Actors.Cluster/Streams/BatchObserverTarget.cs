using Orleans.Streams;

namespace Actors.Cluster.Streams;

/// <summary>Hands events to a batch observer, as many at a time as have come together.</summary>
internal sealed class BatchObserverTarget<T>(EventCodec codec, IAsyncBatchObserver<T> observer) : IEventTarget
{
    public async Task<HandledEvents> DeliverAsync(EventParcel parcel)
    {
        var handled = 0;
        var items = new List<SequentialItem<T>>();
        try
        {
            foreach (var (offset, message) in parcel.Events())
            {
                var failure = EventCodec.FailureIn(message);
                if (failure is null && !EventCodec.IsCompletion(message))
                {
                    items.Add(new SequentialItem<T>(codec.Decode<T>(message), EventToken.At(offset)));
                    continue;
                }

                handled += await FlushAsync(items);
                await (failure is null ? observer.OnCompletedAsync() : observer.OnErrorAsync(failure));
                handled++;
            }

            return new HandledEvents(handled + await FlushAsync(items), Error: null);
        }
        catch (Exception error)
        {
            return new HandledEvents(handled, error.ToString());
        }
    }

    private async Task<int> FlushAsync(List<SequentialItem<T>> items)
    {
        if (items.Count == 0)
        {
            return 0;
        }

        var count = items.Count;
        await observer.OnNextAsync([.. items]);
        items.Clear();
        return count;
    }
}
