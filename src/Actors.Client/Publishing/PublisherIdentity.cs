namespace Actors.Publishing;

/// <summary>Numbers what a client with an id publishes, for each queue and topic by itself, so that it may be sent again. Guarded by the pipeline's gate.</summary>
/// <remarks>A name's numbers begin with an epoch that no earlier use of it had: the time, or one more than the epoch given last.</remarks>
/// <param name="publisher">The client's id as a publisher.</param>
/// <param name="clock">The client's clock.</param>
internal sealed class PublisherIdentity(string publisher, TimeProvider clock)
{
    // Names that are used once, like those of reply queues, must not pile up: one that is used again gets another epoch.
    private const int MostNames = 10_000;

    private readonly Dictionary<string, (long Epoch, long Next)> _names = new(StringComparer.Ordinal);
    private long _lastEpoch;

    /// <summary>The options of the next messages to a name.</summary>
    /// <param name="name">A queue or topic.</param>
    /// <param name="options">What the caller asks for; a publisher of his own stays.</param>
    /// <param name="count">How many messages.</param>
    public PublishOptions Number(string name, PublishOptions options, int count)
    {
        if (options.Publisher is not null)
        {
            return options;
        }

        if (!_names.TryGetValue(name, out var numbers))
        {
            if (_names.Count == MostNames)
            {
                _names.Clear();
            }

            _lastEpoch = Math.Max(_lastEpoch + 1, clock.GetUtcNow().ToUnixTimeMilliseconds());
            numbers = (_lastEpoch, 0);
        }

        _names[name] = numbers with { Next = numbers.Next + count };
        return options with { Publisher = publisher, PublisherEpoch = numbers.Epoch, FirstSequence = numbers.Next };
    }
}
