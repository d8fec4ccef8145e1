using Actors.Cluster.Clients;
using Actors.Cluster.Grains;
using Actors.Cluster.Placement;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orleans.Metadata;

namespace Actors.Cluster.Streams;

/// <summary>
/// Looks after one stream: declares its topic and the subscriptions by attribute, and runs a pump for each subscription of a
/// grain. It sleeps when there was nothing to do for a while; until then the stream is on the list of those awake, so that
/// another silo goes on with it when this one is lost. It is placed like its topic, so that the two are on one silo.
/// </summary>
[ByNamePlacement, GrainType("actors-stream")]
internal sealed class StreamGrain(
    IBroker broker, IGrainFactory grains, AwakeStreams awake, ImplicitSubscribers implicits, IOptionsMonitor<ActorsStreamOptions> options, ILogger<StreamGrain> log)
    : Grain, IStreamGrain
{
    // A client is taken for gone when nobody has read its subscription so often in a row.
    private const int LooksWithoutClient = 10;

    private readonly GrainCalls _calls = new();
    private readonly Dictionary<SubscriberName, EventPump> _pumps = [];
    private readonly Dictionary<SubscriberName, int> _subscribers = [];
    private StreamName _name;
    private ActorsStreamOptions _options = new();
    private MajorMinorVersion _classes;
    private long _wokenAt;
    private bool _isKnown;
    private bool _isAwake;

    private string Topic => this.GetPrimaryKeyString();

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        _name = StreamName.Parse(Topic);
        _options = options.Get(_name.Provider);
        _ = this.RegisterGrainTimer(static (grain, _) => grain.LookAsync(), this, new GrainTimerCreationOptions(_options.LookPeriod, _options.LookPeriod));
        return Task.CompletedTask;
    }

    public override async Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        await Task.WhenAll(_pumps.Values.Select(pump => pump.DisposeAsync().AsTask()));
        if (_isAwake)
        {
            // Wherever it comes up again, at once: without this the silos would only find it on their next round.
            this.AsReference<IStreamGrain>().WakeAsync().Ignore();
        }
    }

    public async Task WakeAsync()
    {
        _wokenAt = Environment.TickCount64;
        await RefreshAsync();
    }

    public async Task SubscribeAsync(string subscriber, long? from)
    {
        await WakeAsync();
        var name = SubscriberName.Parse(Topic, subscriber)!.Value;
        await DeclareAsync(name);
        await ServeAsync(from is { } offset ? (name, offset) : null);
    }

    public async Task ResumeAsync(string subscriber, long from)
    {
        await WakeAsync();
        await ServeAsync((SubscriberName.Parse(Topic, subscriber)!.Value, from));
    }

    public async Task UnsubscribeAsync(string subscriber)
    {
        var name = SubscriberName.Parse(Topic, subscriber)!.Value;
        _subscribers.Remove(name);
        if (_pumps.Remove(name, out var pump))
        {
            pump.Stop();
        }

        await broker.DeleteAsync(AddressOf(name));
    }

    public async Task<string[]> SubscribersAsync()
    {
        await ReadAsync();
        return [.. _subscribers.Keys.Select(subscriber => subscriber.ToString())];
    }

    private async Task RefreshAsync()
    {
        await ReadAsync();
        if (_classes != implicits.Version)
        {
            var version = implicits.Version;
            foreach (var type in implicits.Of(_name.Stream))
            {
                await DeclareAsync(SubscriberName.Of(type, Topic));
            }

            _classes = version;
        }

        await ServeAsync(resumed: null);
    }

    private async Task ReadAsync()
    {
        if (_isKnown)
        {
            return;
        }

        await broker.DeclareAsync(new TopicDefinition(Topic));
        var names = await _calls.RepeatAsync(() => grains.GetGrain<ITopicGrain>(Topic).SubscriptionsAsync(), CancellationToken.None);
        foreach (var name in names)
        {
            if (SubscriberName.Parse(Topic, name) is { } subscriber)
            {
                _subscribers.TryAdd(subscriber, 0);
            }
        }

        _isKnown = true;
    }

    private async Task DeclareAsync(SubscriberName subscriber)
    {
        if (_subscribers.ContainsKey(subscriber))
        {
            return;
        }

        try
        {
            await broker.DeclareAsync(_options.Subscription(_name.Provider, Topic, subscriber.ToString()));
        }
        catch (BrokerException mismatch) when (mismatch.Code == ErrorCode.DefinitionMismatch)
        {
            // Declared by a version with other options. A new deployment must not be the end of a subscription.
            log.PolicyKept(AddressOf(subscriber), mismatch.Message);
        }

        _subscribers[subscriber] = 0;
    }

    // On the list of those awake first: whatever is published from now on is somebody's business, even if this silo is lost.
    private async Task ServeAsync((SubscriberName Name, long From)? resumed)
    {
        if (!_isAwake && _subscribers.Keys.Any(NeedsCare))
        {
            await awake.AddAsync(Topic, _name.Provider);
            _isAwake = true;
        }

        foreach (var subscriber in _subscribers.Keys)
        {
            var from = resumed is { } wish && wish.Name == subscriber ? wish.From : 0;
            if (_pumps.TryGetValue(subscriber, out var pump) && !pump.HasEnded)
            {
                if (from > 0)
                {
                    pump.SkipTo(from);
                }
            }
            else if (GrainOf(subscriber) is { } grain)
            {
                var target = new GrainTarget(grains, grain, Topic, subscriber.ToString());
                _pumps[subscriber] = new EventPump(broker, AddressOf(subscriber), _options, target, from, log);
            }
        }
    }

    // Every now and then: classes may have come, clients may have gone, and there may be nothing left to do.
    private async Task LookAsync()
    {
        if (!_isAwake)
        {
            return;
        }

        await RefreshAsync();
        await RemoveLostClientsAsync();
        var busyAt = _pumps.Values.Select(pump => pump.BusyAt).Append(_wokenAt).Max();
        if (TimeSpan.FromMilliseconds(Environment.TickCount64 - busyAt) < _options.IdleAfter || !await IsDoneAsync())
        {
            DelayDeactivation(_options.LookPeriod * 3);
            return;
        }

        await Task.WhenAll(_pumps.Values.Select(pump => pump.DisposeAsync().AsTask()));
        _pumps.Clear();
        await awake.RemoveAsync(Topic);
        _isAwake = false;
        DelayDeactivation(TimeSpan.Zero);
    }

    private async Task<bool> IsDoneAsync()
    {
        if (_subscribers.Keys.Any(IsNameless))
        {
            return false;
        }

        foreach (var subscriber in _pumps.Keys)
        {
            var seen = await broker.DescribeAsync(AddressOf(subscriber));
            if (seen.Ready + seen.Leased + seen.Delayed > 0)
            {
                return false;
            }
        }

        return true;
    }

    private async Task RemoveLostClientsAsync()
    {
        foreach (var client in _subscribers.Keys.Where(IsNameless).ToList())
        {
            var seen = await broker.DescribeAsync(AddressOf(client));
            _subscribers[client] = seen.Consumers == 0 ? _subscribers[client] + 1 : 0;
            if (_subscribers[client] > LooksWithoutClient)
            {
                await UnsubscribeAsync(client.ToString());
                log.ClientGone(AddressOf(client));
            }
        }
    }

    private GrainId? GrainOf(SubscriberName subscriber) => subscriber.Kind switch
    {
        SubscriberKind.Grain => GrainId.Parse(subscriber.Owner),
        SubscriberKind.Implicit => implicits.Find(_name.Stream, GrainType.Create(subscriber.Owner)),
        _ => null,
    };

    private static bool NeedsCare(SubscriberName subscriber) => subscriber.Kind != SubscriberKind.Client || IsNameless(subscriber);

    private static bool IsNameless(SubscriberName subscriber) => subscriber is { Kind: SubscriberKind.Client, Owner: "" };

    private string AddressOf(SubscriberName subscriber) => EntityName.Subscription(Topic, subscriber.ToString());
}
