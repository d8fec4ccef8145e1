namespace Actors.Process.Tests.Loads;

/// <summary>Counts, and lets somebody wait for a number.</summary>
internal sealed class Tally
{
    private readonly Lock _lock = new();
    private TaskCompletionSource _reached = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long _goal = long.MaxValue;

    public long Count { get; private set; }

    public void Add(int count = 1)
    {
        lock (_lock)
        {
            Count += count;
            if (Count >= _goal)
            {
                _goal = long.MaxValue;
                _reached.TrySetResult();
            }
        }
    }

    /// <summary>Ends once so many more were counted. One waits at a time.</summary>
    public Task More(int count)
    {
        lock (_lock)
        {
            _goal = Count + count;
            _reached = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            return _reached.Task;
        }
    }
}
