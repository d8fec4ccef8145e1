using Actors.Runtime.Commands;
using Actors.Runtime.LogActors;

namespace Actors.Runtime.Publishing;

/// <summary>Slows publishers before memory grows: only so many bytes may wait to become durable. The rest waits here, in order.</summary>
internal sealed class PublishGate(long capacity)
{
    private readonly Lock _lock = new();
    private readonly Queue<(LogActor Actor, PublishCommand Command)> _waiting = new();
    private bool _admitting;
    private long _inside;

    /// <summary>Posts a publish to its actor, now or when there is room. A batch larger than the whole room enters alone.</summary>
    public void Enter(LogActor actor, PublishCommand command)
    {
        lock (_lock)
        {
            if (_waiting.Count > 0 || _admitting || !Fits(command.Bytes))
            {
                _waiting.Enqueue((actor, command));
                return;
            }

            _inside += command.Bytes;
        }

        actor.Post(command);
    }

    /// <summary>Bytes are durable, or refused.</summary>
    public void Leave(int bytes)
    {
        lock (_lock)
        {
            _inside -= bytes;
            if (_admitting || _waiting.Count == 0 || !Fits(_waiting.Peek().Command.Bytes))
            {
                return;
            }

            _admitting = true;
        }

        // Not here: this is some actor's turn, and posting may run another's.
        ThreadPool.UnsafeQueueUserWorkItem(static gate => gate.Admit(), this, preferLocal: false);
    }

    private bool Fits(int bytes) => _inside == 0 || _inside + bytes <= capacity;

    // One at a time and outside the lock: the order of entering is the order of posting.
    private void Admit()
    {
        while (true)
        {
            (LogActor Actor, PublishCommand Command) next;
            lock (_lock)
            {
                if (!_waiting.TryPeek(out next) || !Fits(next.Command.Bytes))
                {
                    _admitting = false;
                    return;
                }

                _waiting.Dequeue();
                _inside += next.Command.Bytes;
            }

            next.Actor.Post(next.Command);
        }
    }
}
