using System.Diagnostics;

namespace Actors.Sample.Bookkeeping;

/// <summary>
/// Messages by their ids: which were sent, and what became of each. Delivery is at least once, so an id may come up twice;
/// it is counted as processed once.
/// </summary>
internal sealed class Ledger
{
    private readonly Lock _lock = new();
    private readonly HashSet<string> _sent = [];
    private readonly HashSet<string> _open = [];
    private readonly TaskCompletionSource _settled = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private bool _complete;
    private long _firstSent;
    private long _lastChange = Stopwatch.GetTimestamp();

    /// <summary>Ids that were sent.</summary>
    public int Sent => _sent.Count;

    /// <summary>Ids that were processed.</summary>
    public int Processed { get; private set; }

    /// <summary>Ids that were found in a dead-letter queue.</summary>
    public int DeadLettered { get; private set; }

    /// <summary>Deliveries that were not the first of their message.</summary>
    public int Redelivered { get; private set; }

    /// <summary>Ids that were processed again: a worker died after its work and before its ack.</summary>
    public int Repeated { get; private set; }

    /// <summary>Ids this run never sent: an earlier run left them behind.</summary>
    public int LeftOver { get; private set; }

    /// <summary>Ids that were sent and not seen again. At the end of a run these are lost.</summary>
    public int Open => _open.Count;

    /// <summary>Ids that need no more attention.</summary>
    public int Done => Processed + DeadLettered;

    /// <summary>From the first sent to the last change.</summary>
    public TimeSpan Elapsed => _firstSent == 0 ? TimeSpan.Zero : Stopwatch.GetElapsedTime(_firstSent, _lastChange);

    /// <summary>A message is about to be published.</summary>
    public void Send(string id)
    {
        lock (_lock)
        {
            if (_sent.Add(id))
            {
                _open.Add(id);
                _firstSent = _firstSent == 0 ? Stopwatch.GetTimestamp() : _firstSent;
            }
        }
    }

    /// <summary>These messages are about to be published, and no others.</summary>
    public void SendAll(IEnumerable<string> ids)
    {
        foreach (var id in ids)
        {
            Send(id);
        }

        Complete();
    }

    /// <summary>Nothing more will be sent.</summary>
    public void Complete()
    {
        lock (_lock)
        {
            _complete = true;
            Change();
        }
    }

    /// <summary>A message was delivered.</summary>
    public void Deliver(Delivery delivery)
    {
        if (delivery.Redelivered)
        {
            lock (_lock)
            {
                Redelivered++;
            }
        }
    }

    /// <summary>A message was processed.</summary>
    public void Process(string? id)
    {
        lock (_lock)
        {
            Processed += Close(id);
        }
    }

    /// <summary>A message was found in the dead-letter queue.</summary>
    public void DeadLetter(string? id)
    {
        lock (_lock)
        {
            DeadLettered += Close(id);
        }
    }

    /// <summary>Waits until everything sent is processed or dead-lettered, or until nothing has happened for too long.</summary>
    public async Task WaitAsync(TimeSpan patience, CancellationToken stop)
    {
        while (!_settled.Task.IsCompleted && Stopwatch.GetElapsedTime(Volatile.Read(ref _lastChange)) < patience)
        {
            await Task.WhenAny(_settled.Task, Task.Delay(TimeSpan.FromSeconds(1), stop));
            stop.ThrowIfCancellationRequested();
        }
    }

    private int Close(string? id)
    {
        if (id is null || !_sent.Contains(id))
        {
            LeftOver++;
            return 0;
        }

        if (!_open.Remove(id))
        {
            Repeated++;
            return 0;
        }

        Change();
        return 1;
    }

    private void Change()
    {
        Volatile.Write(ref _lastChange, Stopwatch.GetTimestamp());
        if (_complete && _open.Count == 0)
        {
            _settled.TrySetResult();
        }
    }
}
