using System.Collections.Concurrent;
using Actors.Cluster.Clients;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orleans.Serialization;
using Orleans.Streams;
using Orleans.Streams.Core;

namespace Actors.Cluster.Streams;

/// <summary>Streams that are topics. In a silo it serves grains and services, in a client the client.</summary>
internal sealed class LogStreamProvider : IStreamProvider, IStreamSubscriptionManagerRetriever, IAsyncDisposable
{
    private readonly ConcurrentDictionary<Guid, EventPump> _own = new();
    private readonly IServiceProvider _services;
    private readonly GrainCalls _calls = new();
    private readonly IGrainFactory _grains;
    private readonly IBroker _broker;
    private readonly ActorsStreamOptions _options;
    private readonly StreamDoors _doors;
    private readonly ILogger _log;

    public LogStreamProvider(IServiceProvider services, string name)
    {
        (_services, Name) = (services, name);
        _grains = services.GetRequiredService<IGrainFactory>();
        _broker = services.GetRequiredService<IBroker>();
        _options = services.GetRequiredService<IOptionsMonitor<ActorsStreamOptions>>().Get(name);
        _log = services.GetRequiredService<ILogger<LogStreamProvider>>();
        _doors = new StreamDoors(_grains);
        Codec = new EventCodec(services.GetRequiredService<Serializer>());
    }

    public string Name { get; }

    public bool IsRewindable => true;

    public EventCodec Codec { get; }

    private ObserverExtension? Grain => ObserverExtension.Current(_services.GetService<IGrainContextAccessor>());

    private ImplicitSubscribers? Implicits => _services.GetService<ImplicitSubscribers>();

    public IAsyncStream<T> GetStream<T>(StreamId streamId) => new LogStream<T>(new StreamName(Name, streamId), this);

    public IStreamSubscriptionManager GetStreamSubscriptionManager() => new StreamSubscriptions(this);

    /// <summary>Stores events, once the stream is awake.</summary>
    public async Task PublishAsync(string topic, IReadOnlyList<Message> messages)
    {
        var door = _doors.To(topic);
        try
        {
            await door.PassAsync(() => PublishOnceAsync(topic, messages));
        }
        catch (BrokerException missing) when (missing.Code == ErrorCode.NotFound)
        {
            // Deleted by somebody since it was woken.
            door.Shut();
            await door.PassAsync(() => PublishOnceAsync(topic, messages));
        }
    }

    /// <summary>Adds a subscription of the grain that is running, or of this process.</summary>
    public async Task<SubscriberName> SubscribeAsync(string topic, StreamId stream, IEventTarget target, long? from)
    {
        if (Grain is not { } grain)
        {
            var client = SubscriberName.Of(_options.ClientName ?? "", Guid.NewGuid());
            await AddAsync(topic, client, from);
            Read(topic, client, target, from ?? 0);
            return client;
        }

        if (Implicits?.Find(stream, grain.Grain.Type) == grain.Grain)
        {
            // It is subscribed already, by its class: this gives it an observer.
            var subscriber = SubscriberName.Of(grain.Grain.Type, topic);
            await ResumeAsync(topic, subscriber, target, from);
            return subscriber;
        }

        var added = SubscriberName.Of(grain.Grain, Guid.NewGuid());
        grain.Bind(added.Id, target);
        try
        {
            await AddAsync(topic, added, from);
            return added;
        }
        catch
        {
            grain.Unbind(added.Id);
            throw;
        }
    }

    /// <summary>Adds a subscription, of whomever.</summary>
    public Task AddAsync(string topic, SubscriberName subscriber, long? from) =>
        _calls.RepeatAsync(() => _grains.GetGrain<IStreamGrain>(topic).SubscribeAsync(subscriber.ToString(), from), CancellationToken.None);

    /// <summary>Gives a subscription an observer.</summary>
    public async Task ResumeAsync(string topic, SubscriberName subscriber, IEventTarget target, long? from)
    {
        if (subscriber.Kind == SubscriberKind.Client)
        {
            if (_own.TryRemove(subscriber.Id, out var before))
            {
                await before.DisposeAsync();
            }

            Read(topic, subscriber, target, from ?? 0);
            return;
        }

        var grain = Grain ?? throw new InvalidOperationException($"The subscription {subscriber} of '{topic}' belongs to a grain; only that grain can resume it.");
        grain.Bind(subscriber.Id, target);
        if (from is { } offset)
        {
            await _calls.RepeatAsync(() => _grains.GetGrain<IStreamGrain>(topic).ResumeAsync(subscriber.ToString(), offset), CancellationToken.None);
        }
    }

    /// <summary>Removes a subscription.</summary>
    public async Task UnsubscribeAsync(string topic, SubscriberName subscriber)
    {
        if (subscriber.Kind == SubscriberKind.Implicit)
        {
            throw new InvalidOperationException($"The subscription {subscriber} of '{topic}' is made by an attribute on the grain's class and cannot be ended.");
        }

        if (_own.TryRemove(subscriber.Id, out var pump))
        {
            // Not waited for: it may be an observer who unsubscribes.
            pump.Stop();
        }

        await _calls.RepeatAsync(() => _grains.GetGrain<IStreamGrain>(topic).UnsubscribeAsync(subscriber.ToString()), CancellationToken.None);
        Grain?.Unbind(subscriber.Id);
    }

    /// <summary>All subscriptions of a stream.</summary>
    public async Task<IEnumerable<SubscriberName>> SubscribersAsync(string topic)
    {
        var names = await _calls.RepeatAsync(() => _grains.GetGrain<IStreamGrain>(topic).SubscribersAsync(), CancellationToken.None);
        return names.Select(name => SubscriberName.Parse(topic, name)).OfType<SubscriberName>();
    }

    /// <summary>The subscriptions of the grain that is running, or of this process.</summary>
    public async Task<IEnumerable<SubscriberName>> OwnSubscribersAsync(string topic, StreamId stream)
    {
        var all = await SubscribersAsync(topic);
        if (Grain is not { } grain)
        {
            return all.Where(subscriber => subscriber.Kind == SubscriberKind.Client
                && (subscriber.Owner.Length > 0 ? subscriber.Owner == _options.ClientName : _own.ContainsKey(subscriber.Id)));
        }

        var explicits = all.Where(subscriber => subscriber.Kind == SubscriberKind.Grain && subscriber.Owner == grain.Grain.ToString());
        return Implicits?.Find(stream, grain.Grain.Type) == grain.Grain ? explicits.Prepend(SubscriberName.Of(grain.Grain.Type, topic)) : explicits;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var pump in _own.Values)
        {
            await pump.DisposeAsync().ConfigureAwait(false);
        }
    }

    private async Task PublishOnceAsync(string topic, IReadOnlyList<Message> messages)
    {
        var receipt = await _broker.PublishAsync(topic, messages);
        receipt.ThrowIfRefused();
    }

    private void Read(string topic, SubscriberName subscriber, IEventTarget target, long from) =>
        _own[subscriber.Id] = new EventPump(_broker, EntityName.Subscription(topic, subscriber.ToString()), _options, target, from, _log);
}
