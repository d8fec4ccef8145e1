namespace Actors.Journal;

/// <summary>Blocks one caller until the journal's thread reports.</summary>
internal sealed class SyncWaiter : ICommit, IDisposable
{
    private readonly ManualResetEventSlim _done = new(false, spinCount: 0);
    private Exception? _error;

    public void Committed() => _done.Set();

    public void Failed(Exception error)
    {
        _error = error;
        _done.Set();
    }

    public void Dispose() => _done.Dispose();

    internal void Wait()
    {
        _done.Wait();
        if (_error is not null)
        {
            throw new JournalFailedException(_error.Message, _error);
        }
    }
}
