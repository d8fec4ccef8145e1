using Actors.Runtime.Stores;

namespace Actors.Cluster.Tests.Postgres;

/// <summary>A commit a test can wait for.</summary>
internal sealed class TestCommit : ICommit
{
    private readonly TaskCompletionSource _told = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public void Committed() => _told.TrySetResult();

    public void Failed(Exception error) => _told.TrySetException(error);

    public Task StoredAsync() => _told.Task.WaitAsync(TimeSpan.FromSeconds(30));

    /// <summary>Waits for the answer, whatever it is.</summary>
    public async Task<Exception?> OutcomeAsync()
    {
        try
        {
            await StoredAsync();
            return null;
        }
        catch (Exception error) when (error is not TimeoutException)
        {
            return error;
        }
    }
}
