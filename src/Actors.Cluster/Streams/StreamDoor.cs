namespace Actors.Cluster.Streams;

/// <summary>
/// One stream as a producer sees it: nothing is published before the stream is awake, and everything in the order of the
/// calls. A stream once woken stays so for longer than producers rely on it, and is woken again early while it is in use.
/// </summary>
internal sealed class StreamDoor(Func<Task> wake)
{
    /// <summary>How long a producer relies on a stream it has woken.</summary>
    public static readonly TimeSpan Reliance = TimeSpan.FromMinutes(1);

    // Longer ago than anybody relies on, however short the system has been up.
    private static readonly long Never = -(long)TimeSpan.FromDays(1).TotalMilliseconds;

    private readonly Lock _lock = new();
    private readonly Queue<(Func<Task> Publish, TaskCompletionSource<Task> Started)> _waiting = new();
    private long _wokenAt = Never;
    private bool _isWaking;

    /// <summary>How long ago the stream was last woken.</summary>
    public TimeSpan Age => TimeSpan.FromMilliseconds(Environment.TickCount64 - Volatile.Read(ref _wokenAt));

    /// <summary>Publishes when the stream is awake; at once if it is.</summary>
    /// <param name="publish">Takes its place in the order of the topic before it first waits.</param>
    public async Task PassAsync(Func<Task> publish)
    {
        TaskCompletionSource<Task>? started = null;
        bool wakes;
        lock (_lock)
        {
            var age = Age;
            if (age > Reliance || _waiting.Count > 0)
            {
                started = new TaskCompletionSource<Task>(TaskCreationOptions.RunContinuationsAsynchronously);
                _waiting.Enqueue((publish, started));
            }

            wakes = !_isWaking && age > Reliance / 2;
            _isWaking |= wakes;
        }

        if (wakes)
        {
            _ = WakeAsync();
        }

        await (started is null ? publish() : await started.Task);
    }

    /// <summary>The stream was found to be gone: it has to be woken before anything else is published.</summary>
    public void Shut()
    {
        lock (_lock)
        {
            _wokenAt = Never;
        }
    }

    private async Task WakeAsync()
    {
        // Taken before the call: the stream counts from a moment after this one.
        var now = Environment.TickCount64;
        try
        {
            await wake().ConfigureAwait(false);
            lock (_lock)
            {
                (_wokenAt, _isWaking) = (now, false);
            }

            LetIn(publish => publish());
        }
        catch (Exception error)
        {
            lock (_lock)
            {
                _isWaking = false;
            }

            LetIn(_ => Task.FromException(error));
        }
    }

    // Whoever comes meanwhile queues up behind; the queue is left empty.
    private void LetIn(Func<Func<Task>, Task> pass)
    {
        while (true)
        {
            lock (_lock)
            {
                if (!_waiting.TryPeek(out var next))
                {
                    return;
                }

                next.Started.SetResult(pass(next.Publish));
                _waiting.Dequeue();
            }
        }
    }
}
