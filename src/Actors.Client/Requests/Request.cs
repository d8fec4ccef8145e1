using Actors.Outgoing;

namespace Actors.Requests;

/// <summary>A request that one caller waits for.</summary>
/// <typeparam name="TResult">What the answer comes down to.</typeparam>
internal abstract class Request<TResult> : Pending
{
    /// <summary>The caller's wait.</summary>
    public TaskCompletionSource<TResult> Completion { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <inheritdoc/>
    public override void Fail(BrokerException error) => Completion.TrySetException(error);
}
