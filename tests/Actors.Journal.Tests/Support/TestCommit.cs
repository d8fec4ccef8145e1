namespace Actors.Journal.Tests;

/// <summary>Waits for the outcome of one append.</summary>
internal sealed class TestCommit : ICommit
{
    private readonly TaskCompletionSource _done = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public bool IsDone => _done.Task.IsCompleted;

    public void Committed() => _done.SetResult();

    public void Failed(Exception error) => _done.SetException(error);

    public async Task Wait()
    {
        try
        {
            await _done.Task.WaitAsync(TimeSpan.FromSeconds(20));
        }
        catch (TimeoutException)
        {
            throw new TimeoutException("The commit of an append did not come within 20 s.");
        }
    }
}
