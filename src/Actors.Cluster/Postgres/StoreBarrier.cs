using Actors.Runtime.Stores;

namespace Actors.Cluster.Postgres;

/// <summary>Waits until everything an actor has appended so far is stored.</summary>
internal sealed class StoreBarrier : ICommit
{
    private readonly TaskCompletionSource _stored = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task Stored => _stored.Task;

    public void Committed() => _stored.TrySetResult();

    public void Failed(Exception error) => _stored.TrySetException(error);
}
