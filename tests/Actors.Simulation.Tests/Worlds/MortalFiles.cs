using Actors.Journal;

namespace Actors.Simulation.Tests.Worlds;

/// <summary>The disk as one process sees it: when the process dies, what is left of its threads cannot touch the disk any more.</summary>
internal sealed class MortalFiles(MemoryFiles disk) : IJournalFiles
{
    private readonly Lock _gate = new();
    private bool _dead;

    public string Folder => disk.Folder;

    /// <summary>The process dies, and nothing of its own comes between that and the crash of the disk.</summary>
    public void Die(Action crash)
    {
        lock (_gate)
        {
            _dead = true;
            crash();
        }
    }

    public IDisposable Lock() => WhileAlive(disk.Lock);

    public IReadOnlyList<string> List() => WhileAlive(disk.List);

    public IJournalFile Open(string name) => WhileAlive(() => disk.Open(name));

    public IJournalFile Create(string name, long bytes) => WhileAlive(() => disk.Create(name, bytes));

    public void Rename(string from, string to) => WhileAlive(() =>
    {
        disk.Rename(from, to);
        return true;
    });

    public void Delete(string name) => WhileAlive(() =>
    {
        disk.Delete(name);
        return true;
    });

    public void SyncFolder() => WhileAlive(() =>
    {
        disk.SyncFolder();
        return true;
    });

    private T WhileAlive<T>(Func<T> call)
    {
        lock (_gate)
        {
            return _dead ? throw new IOException("This process is dead.") : call();
        }
    }
}
