using System.Diagnostics;

namespace Actors.Simulation.Tests.Worlds;

/// <summary>Those who come with an ephemeral queue of their own, as requesters do for their replies, and leave again.</summary>
internal sealed class Guests(World world)
{
    private readonly List<string> _left = [];
    private int _last;

    /// <summary>One comes, gets some messages and leaves, in good order or as if it had died.</summary>
    public async Task VisitAsync()
    {
        var queue = new QueueDefinition($"guest-{++_last}") { Ephemeral = true, DeadLetterQueue = "" };
        if (!(await world.AskAsync(broker => broker.DeclareAsync(queue))).IsDone)
        {
            return;
        }

        var attached = await world.AskAsync(broker => broker.AttachAsync(queue.Name, new ConsumerOptions { Prefetch = 5 }, new Sink()));
        for (var i = world.Random.Next(20); i > 0; i--)
        {
            await world.AskAsync(broker => broker.PublishAsync(queue.Name, new Message(new byte[world.Random.Next(3000)])));
        }

        if (!attached.IsDone)
        {
            return;
        }

        if (world.Random.Next(2) == 0)
        {
            attached.Value!.Abandon();
        }
        else
        {
            await world.AskAsync(_ => attached.Value!.DisposeAsync());
        }

        _left.Add(queue.Name);
    }

    /// <summary>Nothing is left of those who left.</summary>
    public async Task CheckAsync()
    {
        var patience = Stopwatch.StartNew();
        foreach (var name in _left)
        {
            while (await world.AskAsync(broker => broker.DescribeAsync(name)) is { Error: not { Code: ErrorCode.NotFound } })
            {
                if (patience.Elapsed > World.Patience)
                {
                    world.History.Blame($"the ephemeral queue {name} is still there though its last consumer left");
                    return;
                }
            }
        }
    }

    /// <summary>After a restart nothing is left of any.</summary>
    public async Task CheckAllAsync()
    {
        for (var i = 1; i <= _last; i++)
        {
            var answer = await world.AskAsync(broker => broker.DescribeAsync($"guest-{i}"));
            if (answer.Error?.Code != ErrorCode.NotFound)
            {
                world.History.Blame($"the ephemeral queue guest-{i} outlived a restart");
            }
        }
    }

    private sealed class Sink : IDeliverySink
    {
        public void Deliver(in DeliveryRun run)
        {
            // What guests get is nobody's concern: they only hold it.
        }

        public void Closed(BrokerException? reason)
        {
            // They leave by themselves or with the broker.
        }
    }
}
