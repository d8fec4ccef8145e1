using Actors.Core.Exchanges;

namespace Actors.Runtime.Exchanges;

/// <summary>A batch published to an exchange, taken apart by where its messages go. Each place gets its messages in their order, as one batch.</summary>
internal sealed class RoutedBatch
{
    private readonly Dictionary<string, List<int>> _parts = new(StringComparer.Ordinal);
    private readonly List<ReadOnlyMemory<byte>> _messages = [];
    private readonly MessageBatch _batch;
    private readonly string _exchange;
    private readonly int[] _copies;

    /// <summary>Routes every message of a batch.</summary>
    public RoutedBatch(string exchange, MessageBatch batch, Router router)
    {
        (_exchange, _batch, _copies) = (exchange, batch, new int[batch.Count]);
        var rest = batch.Messages;
        for (var index = 0; index < batch.Count; index++)
        {
            var message = EncodedMessage.Take(ref rest);
            _messages.Add(message.Bytes);
            foreach (var destination in router.Route(exchange, message))
            {
                Add(destination, index);
            }
        }
    }

    /// <summary>Refuses the numbers of a publisher: each place would get only some of them, and take the rest for gaps.</summary>
    public static void RefuseNumbers(string exchange, PublishOptions options)
    {
        if (options.Publisher is not null)
        {
            throw new BrokerException(ErrorCode.InvalidArgument, $"'{exchange}' is an exchange: a {nameof(options.Publisher)} with an id publishes to a queue or a topic.");
        }
    }

    /// <summary>Publishes every part. All are started before this returns, so that the order of calls is the order everywhere.</summary>
    /// <param name="isMandatory">Whether messages that go nowhere are refused.</param>
    /// <param name="publish">Publishes to a queue or topic.</param>
    /// <returns>The confirm, once every part has its own.</returns>
    public async ValueTask<PublishReceipt> PublishAsync(bool isMandatory, Func<string, MessageBatch, ValueTask<PublishReceipt>> publish)
    {
        var started = _parts.Select(part => (part.Key, part.Value, Receipt: StartAsync(part.Key, part.Value, publish))).ToList();
        var refusals = new SortedDictionary<int, PublishRefusal>();
        BrokerException? failure = null;
        var isStored = false;
        foreach (var (destination, indices, answer) in started)
        {
            try
            {
                var receipt = await answer.ConfigureAwait(false);
                isStored = true;
                foreach (var refusal in receipt.Refused)
                {
                    var index = indices[refusal.Index];
                    refusals.TryAdd(index, new PublishRefusal(index, refusal.Code, $"'{destination}': {refusal.Reason}"));
                }
            }
            catch (BrokerException gone) when (gone.Code is ErrorCode.NotFound or ErrorCode.Deleted)
            {
                // Deleted a moment ago, and its bindings with it.
                indices.ForEach(index => _copies[index]--);
            }
            catch (BrokerException error)
            {
                failure ??= error;
            }
        }

        if (failure is not null)
        {
            throw isStored && failure.Code != ErrorCode.OutcomeUnknown
                ? new BrokerException(ErrorCode.OutcomeUnknown, $"The messages are stored in some of the places that '{_exchange}' picked, and not in all: {failure.Message}", failure)
                : new BrokerException(failure.Code, failure.Message, failure);
        }

        if (isMandatory)
        {
            RefuseUnroutable(refusals);
        }

        return new PublishReceipt(PublishReceipt.NoOffset, _batch.Count, refusals.Count == 0 ? [] : [.. refusals.Values]);
    }

    private void Add(string destination, int index)
    {
        if (!_parts.TryGetValue(destination, out var indices))
        {
            _parts.Add(destination, indices = []);
        }

        indices.Add(index);
        _copies[index]++;
    }

    // An error is an answer like any other: the parts behind it are started all the same.
    private Task<PublishReceipt> StartAsync(string destination, List<int> indices, Func<string, MessageBatch, ValueTask<PublishReceipt>> publish)
    {
        try
        {
            return publish(destination, PartOf(indices)).AsTask();
        }
        catch (BrokerException error)
        {
            return Task.FromException<PublishReceipt>(error);
        }
    }

    private MessageBatch PartOf(List<int> indices)
    {
        if (indices.Count == _batch.Count)
        {
            return _batch;
        }

        var part = new byte[indices.Sum(index => _messages[index].Length)];
        var at = 0;
        foreach (var index in indices)
        {
            _messages[index].CopyTo(part.AsMemory(at));
            at += _messages[index].Length;
        }

        return MessageBatch.Trusted(part, indices.Count, largest: 0);
    }

    private void RefuseUnroutable(SortedDictionary<int, PublishRefusal> refusals)
    {
        for (var index = 0; index < _copies.Length; index++)
        {
            if (_copies[index] == 0)
            {
                refusals[index] = new PublishRefusal(index, ErrorCode.Unroutable, $"The exchange '{_exchange}' leads this message to no queue and no topic.");
            }
        }
    }
}
