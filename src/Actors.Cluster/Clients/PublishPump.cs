using Actors.Cluster.Grains;
using Actors.Cluster.Wire;
using Actors.Core.Exchanges;
using Actors.Runtime.Exchanges;

namespace Actors.Cluster.Clients;

/// <summary>
/// Carries one broker instance's batches to one queue, topic or exchange. To a queue or topic goes one call at a time, which
/// takes along all that has piled up: so batches arrive in order through retries and moves, and a call costs the less per
/// message the more there are. What goes to an exchange is routed here, in order, and carried on by the pumps of where it goes.
/// </summary>
internal sealed class PublishPump(string name, ILogGrain grain, ClusterBroker broker, Func<Task> changes)
{
    // A call much larger than this only makes those behind it wait.
    private const int CallBytes = 1024 * 1024;

    private readonly Lock _lock = new();
    private readonly Queue<Waiting> _waiting = new();
    private bool _isRunning;
    private bool _isExchange;

    private readonly record struct Waiting(byte[] Messages, int Count, PublishOptions Options, TaskCompletionSource<PublishReceipt> Answer);

    public Task<PublishReceipt> PublishAsync(MessageBatch batch, PublishOptions options)
    {
        // Copied: a caller who stops waiting may use his memory again, while a silo may still be reading.
        var answer = new TaskCompletionSource<PublishReceipt>(TaskCreationOptions.RunContinuationsAsynchronously);
        var waiting = new Waiting(batch.Messages.ToArray(), batch.Count, options, answer);
        lock (_lock)
        {
            _waiting.Enqueue(waiting);
            if (_isRunning)
            {
                return answer.Task;
            }

            _isRunning = true;
        }

        _ = RunAsync();
        return answer.Task;
    }

    private async Task RunAsync()
    {
        var group = new List<Waiting>();
        while (TryTake(group))
        {
            try
            {
                await SendAsync(group).ConfigureAwait(false);
            }
            catch (Exception error)
            {
                foreach (var waiting in group)
                {
                    waiting.Answer.TrySetException(error);
                }
            }
        }
    }

    private async Task SendAsync(List<Waiting> group)
    {
        if (_isExchange && await TryRouteAsync(group).ConfigureAwait(false))
        {
            return;
        }

        await changes().ConfigureAwait(false);
        var batch = Join(group);
        var receipt = await (batch.Publisher is null
            ? broker.Calls.OnceAsync(() => grain.PublishAsync(batch), CancellationToken.None)
            : broker.Calls.RepeatAsync(() => grain.PublishAsync(batch), CancellationToken.None)).ConfigureAwait(false);
        if (receipt.Count == batch.Count)
        {
            Answer(group, receipt);
        }
        else if (!await TryRouteAsync(group).ConfigureAwait(false))
        {
            throw new BrokerException(ErrorCode.Unavailable, $"The exchange '{name}' was deleted; try again.");
        }
    }

    // False if the name does not stand for an exchange (any more).
    private async ValueTask<bool> TryRouteAsync(List<Waiting> group)
    {
        if (!broker.Exchanges.IsFresh(name))
        {
            await broker.Exchanges.RefreshAsync(name).ConfigureAwait(false);
        }

        if (broker.Exchanges.Find(name) is not { } exchange)
        {
            return _isExchange = false;
        }

        if (exchange.Definition.Internal)
        {
            throw new BrokerException(ErrorCode.InvalidArgument, $"The exchange '{name}' is internal: it is reached through bindings only.");
        }

        _isExchange = true;
        foreach (var waiting in group)
        {
            _ = RouteAsync(waiting);
        }

        return true;
    }

    // Everything is started before this returns for the first time; nobody waits here for the confirms.
    private async Task RouteAsync(Waiting waiting)
    {
        try
        {
            RoutedBatch.RefuseNumbers(name, waiting.Options);
            var batch = MessageBatch.Trusted(waiting.Messages, waiting.Count, largest: 0);
            var routed = new RoutedBatch(name, batch, new Router(exchange => broker.Exchanges.Find(exchange)?.Routing));
            waiting.Answer.TrySetResult(await routed.PublishAsync(waiting.Options.Mandatory, (destination, part) => broker.PublishAsync(destination, part)).ConfigureAwait(false));
        }
        catch (Exception error)
        {
            waiting.Answer.TrySetException(error);
        }
    }

    private bool TryTake(List<Waiting> group)
    {
        group.Clear();
        lock (_lock)
        {
            var bytes = 0;
            while (_waiting.TryPeek(out var next) && (group.Count == 0 || (bytes + next.Messages.Length <= CallBytes && Follows(group[^1], next))))
            {
                group.Add(_waiting.Dequeue());
                bytes += next.Messages.Length;
            }

            _isRunning = group.Count > 0;
            return _isRunning;
        }
    }

    // A publisher's numbers must follow one another within a call; a call of his may be sent again when its outcome is unknown.
    private static bool Follows(in Waiting last, in Waiting next) =>
        last.Options.Publisher == next.Options.Publisher
        && (next.Options.Publisher is null
            || (last.Options.PublisherEpoch == next.Options.PublisherEpoch && last.Options.FirstSequence + last.Count == next.Options.FirstSequence));

    private static EncodedBatch Join(List<Waiting> group)
    {
        var options = group[0].Options;
        if (group.Count == 1)
        {
            return new EncodedBatch(group[0].Messages, group[0].Count, options.Publisher, options.PublisherEpoch, options.FirstSequence);
        }

        var messages = new byte[group.Sum(waiting => waiting.Messages.Length)];
        var at = 0;
        foreach (var waiting in group)
        {
            waiting.Messages.CopyTo(messages, at);
            at += waiting.Messages.Length;
        }

        return new EncodedBatch(messages, group.Sum(waiting => waiting.Count), options.Publisher, options.PublisherEpoch, options.FirstSequence);
    }

    // Each gets the part of the confirm that is about its own messages.
    private static void Answer(List<Waiting> group, PublishReceipt receipt)
    {
        var index = 0;
        foreach (var waiting in group)
        {
            waiting.Answer.TrySetResult(receipt.Part(index, waiting.Count));
            index += waiting.Count;
        }
    }
}
