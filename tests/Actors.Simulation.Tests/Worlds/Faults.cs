namespace Actors.Simulation.Tests.Worlds;

/// <summary>What goes wrong: processes and machines die, disks fail and fill up. And what makes it right again.</summary>
internal sealed class Faults(World world, Places places, Publishers publishers, Consumers consumers)
{
    /// <summary>The process or the machine dies at this very moment, and a new one starts.</summary>
    public async Task CrashAsync()
    {
        world.Kill(withMachine: world.Random.Next(3) > 0);
        await RestartAsync();
    }

    /// <summary>The machine dies during one of the next syncs: between what was written and what is durable.</summary>
    public void CrashDuringSync()
    {
        var left = world.Random.Next(1, 6);
        var (life, losses) = (world.Life, new Random(world.Random.Next()));
        world.Disk.BeforeSync = _ =>
        {
            if (Interlocked.Decrement(ref left) == 0)
            {
                world.History.Note("the machine stops during a sync");
                world.Upheavals++;
                life.Kill(losses);
            }
        };
    }

    /// <summary>The broker stops in good order and starts again.</summary>
    public async Task StopAsync()
    {
        world.History.Note("the broker is stopped");
        world.Upheavals++;
        await world.ComeToRestAsync();
        try
        {
            await world.WaitAsync(world.Life.StopAsync(), "the broker to stop");
        }
        catch (Exception error) when ((world.HasFault || world.Life.IsOver) && error is IOException or BrokerException)
        {
            world.History.Note($"the broker stops badly: {error.Message}");
            world.Kill(withMachine: false);
        }

        await RestartAsync();
    }

    /// <summary>The disk refuses: some sync or write from now on fails, and all after it.</summary>
    public void FailDisk()
    {
        Begin();
        var after = world.Random.Next(0, 8);
        if (world.Random.Next(2) == 0)
        {
            world.History.Note($"sync {after} from now fails");
            world.Disk.SyncsUntilFailure = after;
        }
        else
        {
            world.History.Note($"write {after} from now fails");
            world.Disk.WritesUntilFailure = after;
        }
    }

    /// <summary>The disk has hardly any room left.</summary>
    public void FillDisk()
    {
        if (world.Life.Broker.Statistics is { } statistics)
        {
            Begin();
            world.History.Note("the disk is full");
            world.Disk.Room = statistics.BytesOnDisk + world.Random.Next(2) * world.SegmentBytes;
        }
    }

    /// <summary>Everything works again: the broker must, too, with nobody's help.</summary>
    public async Task HealAsync()
    {
        world.History.Note("the disk is good again");
        world.Disk.BeforeSync = null;
        world.Disk.SyncsUntilFailure = null;
        world.Disk.WritesUntilFailure = null;
        world.Disk.Room = null;
        await ReviveAsync();
        var patience = System.Diagnostics.Stopwatch.StartNew();
        for (var next = world.Life.Watch.Next; !await publishers.ProbeAsync(); next = world.Life.Watch.Next)
        {
            if (patience.Elapsed > World.Patience)
            {
                world.History.Blame($"the disk is good and the broker does not come back: {world.Life.Broker.Fault}");
                throw new TimeoutException("The broker did not come back.");
            }

            // A broker that recovers looks at the clock, one that waits for room at that of the machine.
            await ReviveAsync();
            world.Clock.Advance(TimeSpan.FromSeconds(1.1));
            await Task.WhenAny(next, Task.Run(() => next.Wait(TimeSpan.FromMilliseconds(20))));
        }

        await world.ComeToRestAsync();
        world.HealedAt = System.Diagnostics.Stopwatch.GetTimestamp();
        world.HasFault = false;
        world.Upheavals++;
        world.History.Void(_ => true);
        await places.ResolveAsync();
        await places.DeclareEphemeralAsync();
        await consumers.EndWaitsAsync();
    }

    /// <summary>If the process has died meanwhile, another one takes its place.</summary>
    public async Task ReviveAsync()
    {
        if (world.Life.IsOver)
        {
            await RestartAsync();
        }
    }

    private void Begin()
    {
        world.HasFault = true;
        world.Upheavals++;
        world.History.Void(_ => true);
    }

    private async Task RestartAsync()
    {
        world.Disk.BeforeSync = null;
        await world.ComeToRestAsync();
        consumers.Forget();
        consumers.ForgetConsumers();
        if (!world.TryStart())
        {
            world.Disk.SyncsUntilFailure = null;
            world.Disk.WritesUntilFailure = null;
            world.Disk.Room = null;
            world.HealedAt = System.Diagnostics.Stopwatch.GetTimestamp();
            world.HasFault = false;
            world.TryStart();
        }

        if (!world.HasFault)
        {
            await places.ResolveAsync();
            await places.DeclareEphemeralAsync();
        }
    }
}
