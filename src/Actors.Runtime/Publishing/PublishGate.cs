namespace Actors.Runtime.Publishing;

/// <summary>Slows publishers before memory grows: only so many bytes may wait to become durable.</summary>
internal sealed class PublishGate(long capacity)
{
    private readonly Lock _lock = new();
    private readonly Queue<(int Bytes, TaskCompletionSource Turn)> _waiting = new();
    private long _inside;

    /// <summary>Lets bytes in if there is room and nobody waits. A batch larger than the whole room enters alone.</summary>
    public bool TryEnter(int bytes)
    {
        lock (_lock)
        {
            if (_waiting.Count > 0 || !Fits(bytes))
            {
                return false;
            }

            _inside += bytes;
            return true;
        }
    }

    /// <summary>Waits for room, in order.</summary>
    public async Task EnterAsync(int bytes, CancellationToken cancellationToken)
    {
        var turn = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_lock)
        {
            _waiting.Enqueue((bytes, turn));
            Admit();
        }

        await using var cancelled = cancellationToken.Register(() => turn.TrySetCanceled(cancellationToken)).ConfigureAwait(false);
        await turn.Task.ConfigureAwait(false);
    }

    /// <summary>Bytes are durable, or refused.</summary>
    public void Leave(int bytes)
    {
        lock (_lock)
        {
            _inside -= bytes;
            Admit();
        }
    }

    private bool Fits(int bytes) => _inside == 0 || _inside + bytes <= capacity;

    private void Admit()
    {
        while (_waiting.TryPeek(out var next) && Fits(next.Bytes))
        {
            _waiting.Dequeue();
            if (next.Turn.TrySetResult())
            {
                _inside += next.Bytes;
            }
        }
    }
}
