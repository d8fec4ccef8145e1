using Orleans.Streams;

namespace Actors.Cluster.Streams;

/// <summary>A subscription as its owner holds it. It may be kept in a grain's state and sent to others.</summary>
[GenerateSerializer, Immutable, Alias("actors.stream-handle`1")]
internal sealed class SubscriptionHandle<T>(LogStream<T> stream, string subscriber) : StreamSubscriptionHandle<T>
{
    [Id(0)]
    private readonly LogStream<T> _stream = stream;

    [Id(1)]
    private readonly string _subscriber = subscriber;

    public override StreamId StreamId => _stream.StreamId;

    public override string ProviderName => _stream.ProviderName;

    public override Guid HandleId => Subscriber.Id;

    /// <summary>Whose it is.</summary>
    public SubscriberName Subscriber => SubscriberName.Parse(_stream.Topic, _subscriber)!.Value;

    public override Task UnsubscribeAsync() => _stream.UnsubscribeAsync(Subscriber);

    public override Task<StreamSubscriptionHandle<T>> ResumeAsync(IAsyncObserver<T> observer, StreamSequenceToken? token = null) =>
        _stream.ResumeAsync(this, _stream.TargetOf(observer), token);

    public override Task<StreamSubscriptionHandle<T>> ResumeAsync(IAsyncBatchObserver<T> observer, StreamSequenceToken? token = null) =>
        _stream.ResumeAsync(this, _stream.TargetOf(observer), token);

    public override bool Equals(StreamSubscriptionHandle<T>? other) => other is SubscriptionHandle<T> same && _stream.Equals(same._stream) && _subscriber == same._subscriber;

    public override bool Equals(object? obj) => Equals(obj as StreamSubscriptionHandle<T>);

    public override int GetHashCode() => _subscriber.GetHashCode(StringComparison.Ordinal);

    public override string ToString() => $"{_stream.Topic}/{_subscriber}";
}
