using Microsoft.Extensions.DependencyInjection;
using Orleans.Serialization;
using Orleans.Streams;

namespace Actors.Cluster.Streams;

/// <summary>A stream: a topic as producers and subscribers see it. It may be sent to others, and holds nothing but its name.</summary>
[GenerateSerializer, Immutable, Alias("actors.stream`1"), SerializationCallbacks(typeof(OnDeserializedCallbacks))]
internal sealed class LogStream<T>(StreamName name, LogStreamProvider provider) : IAsyncStream<T>, IOnDeserialized
{
    [Id(0)]
    private readonly string _provider = name.Provider;

    [Id(1)]
    private readonly StreamId _stream = name.Stream;

    [NonSerialized]
    private LogStreamProvider _source = provider;

    [NonSerialized]
    private string? _topic = name.Topic;

    public bool IsRewindable => true;

    public string ProviderName => _provider;

    public StreamId StreamId => _stream;

    /// <summary>The topic that holds the stream's events.</summary>
    public string Topic => _topic ??= new StreamName(_provider, _stream).Topic;

    public void OnDeserialized(DeserializationContext context) =>
        _source = (LogStreamProvider)context.ServiceProvider.GetRequiredKeyedService<IStreamProvider>(_provider);

    public Task OnNextAsync(T item, StreamSequenceToken? token = null)
    {
        RefuseToken(token);
        return _source.PublishAsync(Topic, [_source.Codec.Encode(item)]);
    }

    public Task OnNextBatchAsync(IEnumerable<T> batch, StreamSequenceToken? token = null)
    {
        RefuseToken(token);
        var messages = batch.Select(_source.Codec.Encode).ToList();
        return messages.Count == 0 ? Task.CompletedTask : _source.PublishAsync(Topic, messages);
    }

    public Task OnCompletedAsync() => _source.PublishAsync(Topic, [EventCodec.Completion()]);

    public Task OnErrorAsync(Exception ex) => _source.PublishAsync(Topic, [EventCodec.Failure(ex)]);

    public Task<StreamSubscriptionHandle<T>> SubscribeAsync(IAsyncObserver<T> observer) => SubscribeAsync(TargetOf(observer), token: null);

    public Task<StreamSubscriptionHandle<T>> SubscribeAsync(IAsyncBatchObserver<T> observer) => SubscribeAsync(TargetOf(observer), token: null);

    public Task<StreamSubscriptionHandle<T>> SubscribeAsync(IAsyncBatchObserver<T> observer, StreamSequenceToken? token) => SubscribeAsync(TargetOf(observer), token);

    public Task<StreamSubscriptionHandle<T>> SubscribeAsync(IAsyncObserver<T> observer, StreamSequenceToken? token, string? filterData = null) => filterData is null
        ? SubscribeAsync(TargetOf(observer), token)
        : throw new NotSupportedException($"The stream provider '{_provider}' takes no filter data.");

    public async Task<IList<StreamSubscriptionHandle<T>>> GetAllSubscriptionHandles()
    {
        var owned = await _source.OwnSubscribersAsync(Topic, StreamId);
        return [.. owned.Select(subscriber => new SubscriptionHandle<T>(this, subscriber.ToString()))];
    }

    /// <summary>Gives a subscription an observer, from an event on.</summary>
    public async Task<StreamSubscriptionHandle<T>> ResumeAsync(SubscriptionHandle<T> handle, IEventTarget target, StreamSequenceToken? token)
    {
        await _source.ResumeAsync(Topic, handle.Subscriber, target, EventToken.OffsetOf(token));
        return handle;
    }

    public Task UnsubscribeAsync(SubscriberName subscriber) => _source.UnsubscribeAsync(Topic, subscriber);

    public IEventTarget TargetOf(IAsyncObserver<T> observer)
    {
        ArgumentNullException.ThrowIfNull(observer);
        return new ObserverTarget<T>(_source.Codec, observer);
    }

    public IEventTarget TargetOf(IAsyncBatchObserver<T> observer)
    {
        ArgumentNullException.ThrowIfNull(observer);
        return new BatchObserverTarget<T>(_source.Codec, observer);
    }

    public bool Equals(IAsyncStream<T>? other) => other is LogStream<T> same && _provider == same._provider && _stream == same._stream;

    public override bool Equals(object? obj) => Equals(obj as IAsyncStream<T>);

    public override int GetHashCode() => _stream.GetHashCode();

    public int CompareTo(IAsyncStream<T>? other) => other is LogStream<T> stream ? string.CompareOrdinal(Topic, stream.Topic) : 1;

    public override string ToString() => Topic;

    private async Task<StreamSubscriptionHandle<T>> SubscribeAsync(IEventTarget target, StreamSequenceToken? token)
    {
        var subscriber = await _source.SubscribeAsync(Topic, StreamId, target, EventToken.OffsetOf(token));
        return new SubscriptionHandle<T>(this, subscriber.ToString());
    }

    private void RefuseToken(StreamSequenceToken? token)
    {
        if (token is not null)
        {
            throw new ArgumentException($"The stream provider '{_provider}' gives events their tokens itself: an event's token is its place in the stream's log.", nameof(token));
        }
    }
}
