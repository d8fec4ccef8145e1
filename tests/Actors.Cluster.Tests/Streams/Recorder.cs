using System.Collections.Concurrent;

namespace Actors.Cluster.Tests.Streams;

/// <summary>What the subscribers of one stream were given, in this process, and how they are to behave.</summary>
internal sealed class Recorder
{
    private static readonly ConcurrentDictionary<string, Recorder> All = new();
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly Lock _lock = new();
    private readonly List<(int Item, long Offset)> _seen = [];
    private readonly List<(Func<List<(int Item, long Offset)>, bool> Holds, TaskCompletionSource Came)> _waits = [];

    /// <summary>Decides whether an item makes its handler fail; it gets the item and how often it was seen before.</summary>
    public Func<int, int, bool> Fails { get; set; } = (_, _) => false;

    /// <summary>How often the stream was completed, and what errors it told of.</summary>
    public ConcurrentQueue<string> Signals { get; } = new();

    /// <summary>How many items came together, for batch observers.</summary>
    public ConcurrentQueue<int> Batches { get; } = new();

    /// <summary>Everything handed out, failed or not, in order.</summary>
    public List<(int Item, long Offset)> Seen
    {
        get
        {
            lock (_lock)
            {
                return [.. _seen];
            }
        }
    }

    /// <summary>Items in the order of their first appearance.</summary>
    public List<int> Distinct => [.. Seen.Select(seen => seen.Item).Distinct()];

    public static Recorder Of(string key) => All.GetOrAdd(key, _ => new Recorder());

    public void Record(int item, long offset)
    {
        bool fails;
        lock (_lock)
        {
            fails = Fails(item, _seen.Count(seen => seen.Item == item));
            _seen.Add((item, offset));
            foreach (var wait in _waits.Where(wait => wait.Holds(_seen)).ToList())
            {
                _waits.Remove(wait);
                wait.Came.TrySetResult();
            }
        }

        if (fails)
        {
            throw new InvalidOperationException($"Item {item} fails because the test wants it to.");
        }
    }

    /// <summary>Waits until items were handed out, all of them.</summary>
    public Task UntilSeenAsync(IEnumerable<int> items, string what) => UntilAsync(seen => !items.Except(seen.Select(one => one.Item)).Any(), what);

    public async Task UntilAsync(Func<List<(int Item, long Offset)>, bool> holds, string what)
    {
        var came = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_lock)
        {
            if (holds(_seen))
            {
                return;
            }

            _waits.Add((holds, came));
        }

        try
        {
            await came.Task.WaitAsync(Patience);
        }
        catch (TimeoutException)
        {
            throw new TimeoutException($"Within {Patience.TotalSeconds} seconds {what} did not come. What came: {string.Join(' ', Seen)}");
        }
    }
}
