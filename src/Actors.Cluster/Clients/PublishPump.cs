using Actors.Cluster.Grains;
using Actors.Cluster.Wire;

namespace Actors.Cluster.Clients;

/// <summary>
/// Carries one broker instance's batches to one queue or topic: one call at a time, which takes along all that has piled up.
/// So they arrive in order through retries and moves, and a call costs the less per message the more there are.
/// </summary>
internal sealed class PublishPump(ILogGrain grain, GrainCalls calls, Func<Task> changes)
{
    // A call much larger than this only makes those behind it wait.
    private const int CallBytes = 1024 * 1024;

    private readonly Lock _lock = new();
    private readonly Queue<Waiting> _waiting = new();
    private bool _isRunning;

    private readonly record struct Waiting(byte[] Messages, int Count, TaskCompletionSource<PublishReceipt> Answer);

    public Task<PublishReceipt> PublishAsync(MessageBatch batch)
    {
        // Copied: a caller who stops waiting may use his memory again, while a silo may still be reading.
        var answer = new TaskCompletionSource<PublishReceipt>(TaskCreationOptions.RunContinuationsAsynchronously);
        var waiting = new Waiting(batch.Messages.ToArray(), batch.Count, answer);
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
                await changes().ConfigureAwait(false);
                var batch = Join(group);
                var receipt = await calls.OnceAsync(() => grain.PublishAsync(batch), CancellationToken.None).ConfigureAwait(false);
                Answer(group, receipt);
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

    private bool TryTake(List<Waiting> group)
    {
        group.Clear();
        lock (_lock)
        {
            var bytes = 0;
            while (_waiting.TryPeek(out var next) && (group.Count == 0 || bytes + next.Messages.Length <= CallBytes))
            {
                group.Add(_waiting.Dequeue());
                bytes += next.Messages.Length;
            }

            _isRunning = group.Count > 0;
            return _isRunning;
        }
    }

    private static EncodedBatch Join(List<Waiting> group)
    {
        if (group.Count == 1)
        {
            return new EncodedBatch(group[0].Messages, group[0].Count);
        }

        var messages = new byte[group.Sum(waiting => waiting.Messages.Length)];
        var at = 0;
        foreach (var waiting in group)
        {
            waiting.Messages.CopyTo(messages, at);
            at += waiting.Messages.Length;
        }

        return new EncodedBatch(messages, group.Sum(waiting => waiting.Count));
    }

    // Each gets the part of the confirm that is about its own messages.
    private static void Answer(List<Waiting> group, PublishReceipt receipt)
    {
        var index = 0;
        var offset = receipt.FirstOffset;
        foreach (var (_, count, answer) in group)
        {
            var (from, end) = (index, index + count);
            var refused = receipt.Refused.Count == 0
                ? receipt.Refused
                : [.. receipt.Refused.Where(refusal => refusal.Index >= from && refusal.Index < end).Select(refusal => refusal with { Index = refusal.Index - from })];
            answer.TrySetResult(new PublishReceipt(offset, count, refused));
            offset += count - refused.Count;
            index = end;
        }
    }
}
