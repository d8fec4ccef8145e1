namespace Actors.Runtime.Commands;

/// <summary>A command with a caller who waits for its result.</summary>
/// <remarks>Callers continue on the thread pool, never on the actor's turn or the journal's thread.</remarks>
internal abstract class Answered<T> : Command
{
    private readonly TaskCompletionSource<T> _answer = new(TaskCreationOptions.RunContinuationsAsynchronously);

    protected T Result { get; set; } = default!;

    public Task<T> Answer => _answer.Task;

    public override void Complete() => _answer.TrySetResult(Result);

    public override void Fail(BrokerException error) => _answer.TrySetException(error);

    /// <summary>Waits for the answer, or only as long as the caller wants to.</summary>
    public ValueTask<T> WaitAsync(CancellationToken cancellationToken) =>
        new(cancellationToken.CanBeCanceled ? _answer.Task.WaitAsync(cancellationToken) : _answer.Task);
}
