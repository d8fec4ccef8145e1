using System.Diagnostics;
using Actors.Histories;

namespace Actors.Simulation.Tests.Worlds;

/// <summary>One run: a world, some hundred things that happen in it by chance, and the verdict.</summary>
internal sealed class Story
{
    private readonly World _world;
    private readonly Places _places;
    private readonly Publishers _publishers;
    private readonly StubbornPublisher _stubborn;
    private readonly Consumers _consumers;
    private readonly Guests _guests;
    private readonly Faults _faults;
    private int _faultSteps;

    public Story(int seed)
    {
        _world = new World(seed);
        _places = new Places(_world);
        _publishers = new Publishers(_world, _places);
        _stubborn = new StubbornPublisher(_world, _places);
        _consumers = new Consumers(_world, _places);
        _guests = new Guests(_world);
        _faults = new Faults(_world, _places, _publishers, _consumers);
    }

    public History History => _world.History;

    /// <summary>Lets things happen and returns the history, judged.</summary>
    public async Task RunAsync(int steps)
    {
        try
        {
            _world.Life.Broker.Start();
            await _places.DeclareAllAsync();
            for (var i = 0; i < steps && History.Violations.Count == 0; i++)
            {
                await _faults.ReviveAsync();
                await StepAsync();
                if (_world.HasFault && --_faultSteps <= 0)
                {
                    await _faults.HealAsync();
                }
            }

            await EndAsync();
        }
        finally
        {
            await _world.DisposeAsync();
        }
    }

    private async Task StepAsync()
    {
        switch (_world.Random.Next(1000))
        {
            case < 240:
                _publishers.Publish();
                break;
            case < 300:
                _stubborn.Publish();
                break;
            case < 310:
                _publishers.PublishBurst();
                break;
            case < 600:
                _consumers.Settle();
                break;
            case < 720:
                _consumers.Receive();
                break;
            case < 750:
                await _consumers.AttachAsync();
                break;
            case < 770:
                await _consumers.DetachAsync();
                break;
            case < 780:
                _consumers.SetPrefetch();
                break;
            case < 785:
                _consumers.GiveUp();
                break;
            case < 793:
                await _guests.VisitAsync();
                break;
            case < 880:
                await _world.ComeToRestAsync();
                break;
            case < 940:
                await LetTimePassAsync();
                break;
            case < 950:
                await DescribeAsync();
                break;
            case < 955:
                await PurgeAsync();
                break;
            case < 960:
                await _places.DeclareAgainAsync();
                break;
            case < 966 when !_world.HasFault:
                await _places.ReplaceAsync();
                break;
            case < 978:
                await _faults.CrashAsync();
                break;
            case < 984:
                _faults.CrashDuringSync();
                break;
            case < 988:
                await _faults.StopAsync();
                break;
            case < 994 when !_world.HasFault && Environment.GetEnvironmentVariable("NOFAIL") is null:
                _faultSteps = _world.Random.Next(5, 40);
                _faults.FailDisk();
                break;
            case < 998 when !_world.HasFault:
                _faultSteps = _world.Random.Next(20, 60);
                _faults.FillDisk();
                break;
        }
    }

    private Task LetTimePassAsync()
    {
        int[] milliseconds = [1, 100, 900, 3000, 11_000, 31_000, 90_000];
        return _places.AdvanceAsync(TimeSpan.FromMilliseconds(milliseconds[_world.Random.Next(milliseconds.Length)]));
    }

    private async Task PurgeAsync()
    {
        var place = _places.Any(_world.Random);
        if (place.TakesDeadLetters)
        {
            return;
        }

        var purge = _world.AskAsync(broker => broker.PurgeAsync(place.Address));
        await purge;
        History.Purged(place);
    }

    // What a description counts is what a browse shows, and at least what consumers know to be theirs.
    private async Task DescribeAsync()
    {
        await _world.ComeToRestAsync();
        var (place, upheavals) = (_places.Any(_world.Random), _world.Upheavals);
        for (var tries = 0; tries < 3; tries++)
        {
            var before = await _world.AskAsync(broker => broker.DescribeAsync(place.Address));
            var browsed = await BrowseAsync(place);
            var (certain, possible) = History.Leases(place, _world.Now);
            var after = await _world.AskAsync(broker => broker.DescribeAsync(place.Address));
            if (_world.HasFault || _world.Life.IsOver || upheavals != _world.Upheavals || !before.IsDone || !after.IsDone || browsed is null)
            {
                return;
            }

            var (seen, told) = (before.Value!, (before.Value!.Ready, before.Value.Leased, before.Value.Delayed));
            var shown = (browsed.LongCount(each => each.State == MessageState.Ready), browsed.LongCount(each => each.State is MessageState.Leased or MessageState.DeadLettered), browsed.LongCount(each => each.State == MessageState.Delayed));
            if (told != (after.Value!.Ready, after.Value.Leased, after.Value.Delayed))
            {
                continue;
            }

            if (told != shown || (seen.Leased < certain && !place.Policy.Ephemeral))
            {
                History.Blame($"{place.Address} is described as {told} (ready, leased, delayed), a browse shows {shown}, and consumers hold {certain} to {possible}; browsed {Offsets(browsed)}");
            }

            return;
        }
    }

    private static string Offsets(List<BrowsedMessage> messages) => string.Join(' ', messages.Select(message => message.Offset));

    private async Task<List<BrowsedMessage>?> BrowseAsync(Place place)
    {
        var all = new List<BrowsedMessage>();
        while (true)
        {
            var from = all.Count == 0 ? 0 : all[^1].Offset + 1;
            var page = await _world.AskAsync(broker => broker.BrowseAsync(place.Address, from, 1000));
            if (!page.IsDone)
            {
                return null;
            }

            if (page.Value!.Count == 0)
            {
                return all;
            }

            all.AddRange(page.Value);
        }
    }

    private async Task EndAsync()
    {
        if (History.Violations.Count > 0)
        {
            return;
        }

        await _faults.ReviveAsync();
        await _faults.HealAsync();
        await _world.ComeToRestAsync();
        if (_world.Random.Next(2) == 0)
        {
            await _faults.CrashAsync();
        }

        await _consumers.LeaveAsync();
        await _places.DeclareDeadLettersAsync();
        History.Void(_ => true);
        _world.Clock.Advance(TimeSpan.FromMinutes(10));
        await DrainAsync();
        History.Verdict();
        await _guests.CheckAsync();
        await CheckSpaceAsync();
        await _faults.StopAsync();
        await _guests.CheckAllAsync();
    }

    private async Task DrainAsync()
    {
        var patience = Stopwatch.StartNew();
        for (List<string> left; (left = await DrainOnceAsync()).Count > 0;)
        {
            if (patience.Elapsed > World.Patience)
            {
                History.Blame($"messages never come to rest: {string.Join(", ", left)}");
                return;
            }

            // Dead-lettering that failed is tried again after a while.
            _world.Clock.Advance(TimeSpan.FromSeconds(1.1));
        }
    }

    // Consumes what there is, and says where there was something.
    private async Task<List<string>> DrainOnceAsync()
    {
        var left = new List<string>();
        foreach (var place in _places.Live)
        {
            while (await _consumers.DrainAsync(place) is > 0 and var count)
            {
                left.Add($"{count} came from {place.Address}");
            }

            var description = await _world.AskAsync(broker => broker.DescribeAsync(place.Address));
            var isGone = place.Policy.Ephemeral && description.Error?.Code == ErrorCode.NotFound;
            if (!isGone && description.Value is not { Ready: 0, Leased: 0, Delayed: 0 })
            {
                left.Add($"{place.Address} has {description.Value?.Ready} ready, {description.Value?.Leased} leased and {description.Value?.Delayed} delayed {description.Error?.Message}");
            }
        }

        return left;
    }

    // Everything is settled: apart from what stands prepared, the disk holds next to nothing.
    private async Task CheckSpaceAsync()
    {
        var patience = Stopwatch.StartNew();
        while (_world.Life.Broker.Statistics is { } statistics && statistics.Segments > 3)
        {
            if (patience.Elapsed > World.Patience)
            {
                History.Blame($"nothing is left to consume, and the journal keeps {statistics.Segments} segments of {_world.SegmentBytes} bytes for {statistics.LiveBytes} bytes");
                return;
            }

            await _publishers.ProbeAsync();
            await _consumers.DrainAsync(_places.Live.First(place => place.Log == _places.Steady));
        }
    }
}
