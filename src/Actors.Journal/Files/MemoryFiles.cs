namespace Actors.Journal;

/// <summary>
/// A folder in memory that behaves like a disk behind a page cache: written bytes are seen at once and are durable only
/// after a sync, names only after a sync of the folder. A crash loses, sector by sector, what was not synced. Room and
/// errors can be set, so that tests reach every fault of a real disk on purpose and by seed.
/// </summary>
public sealed class MemoryFiles : IJournalFiles
{
    private readonly Lock _gate = new();
    private readonly List<Action<Dictionary<string, MemoryContent>>> _unsyncedNames = [];
    private Dictionary<string, MemoryContent> _names = [];
    private Dictionary<string, MemoryContent> _durableNames = [];
    private bool _locked;
    private bool _crashed;
    private int _life;

    /// <inheritdoc/>
    public string Folder => "memory";

    /// <summary>The bytes all files together may have; null means no limit. May change at any time.</summary>
    public long? Room { get; set; }

    /// <summary>Fails the sync that comes after this many others (0 is the next one), and all later ones; null fails none.</summary>
    public int? SyncsUntilFailure
    {
        get
        {
            lock (_gate)
            {
                return field;
            }
        }

        // A disk that is made good while it counts down must not fail again.
        set
        {
            lock (_gate)
            {
                field = value;
            }
        }
    }

    /// <summary>Fails the write that comes after this many others (0 is the next one), and all later ones; null fails none.</summary>
    public int? WritesUntilFailure
    {
        get
        {
            lock (_gate)
            {
                return field;
            }
        }

        // A disk that is made good while it counts down must not fail again.
        set
        {
            lock (_gate)
            {
                field = value;
            }
        }
    }

    /// <summary>Called with the file name before every sync of a file, outside of all locks; may block or throw.</summary>
    public Action<string>? BeforeSync { get; set; }

    /// <summary>How many syncs of files were made.</summary>
    public int Syncs { get; private set; }

    /// <inheritdoc/>
    public IDisposable Lock()
    {
        lock (_gate)
        {
            if (_locked)
            {
                throw new JournalLockedException(Folder, null);
            }

            _locked = true;
            _crashed = false;
            return new Holder(this, _life);
        }
    }

    /// <summary>
    /// The machine stops. Every handle and the lock end, and nothing works before the next lock; what was not synced is there or not, as the random numbers
    /// decide, in units of 512 bytes; the folder keeps some first part of the unsynced changes of names.
    /// </summary>
    /// <param name="losses">Decides what is lost; null loses nothing, as when only the process is killed.</param>
    public void Crash(Random? losses)
    {
        lock (_gate)
        {
            _life++;
            _locked = false;
            _crashed = true;
            if (losses is null)
            {
                return;
            }

            int kept = losses.Next(_unsyncedNames.Count + 1);
            foreach (Action<Dictionary<string, MemoryContent>> change in _unsyncedNames.Take(kept))
            {
                change(_durableNames);
            }

            _unsyncedNames.Clear();
            _names = new Dictionary<string, MemoryContent>(_durableNames);
            foreach (MemoryContent content in _names.OrderBy(name => name.Key, StringComparer.Ordinal).Select(name => name.Value).Distinct())
            {
                content.Crash(losses);
            }
        }
    }

    /// <inheritdoc/>
    public IReadOnlyList<string> List()
    {
        lock (_gate)
        {
            return [.. _names.Keys];
        }
    }

    /// <inheritdoc/>
    public IJournalFile Open(string name)
    {
        lock (_gate)
        {
            ThrowIfCrashed();
            return new MemoryFile(this, name, Find(name), _life);
        }
    }

    /// <inheritdoc/>
    public IJournalFile Create(string name, long bytes)
    {
        lock (_gate)
        {
            ThrowIfCrashed();
            long used = _names.Where(file => file.Key != name).Sum(file => (long)file.Value.Length);
            if (used + bytes > Room)
            {
                throw new NoSpaceException(name);
            }

            var content = new MemoryContent((int)bytes);
            Change(names => names[name] = content);
            return new MemoryFile(this, name, content, _life);
        }
    }

    /// <inheritdoc/>
    public void Rename(string from, string to)
    {
        lock (_gate)
        {
            ThrowIfCrashed();
            MemoryContent content = Find(from);
            Change(names =>
            {
                names.Remove(from);
                names[to] = content;
            });
        }
    }

    /// <inheritdoc/>
    public void Delete(string name)
    {
        lock (_gate)
        {
            ThrowIfCrashed();
            if (_names.ContainsKey(name))
            {
                Change(names => names.Remove(name));
            }
        }
    }

    /// <inheritdoc/>
    public void SyncFolder()
    {
        lock (_gate)
        {
            ThrowIfCrashed();
            _unsyncedNames.Clear();
            _durableNames = new Dictionary<string, MemoryContent>(_names);
        }
    }

    /// <summary>A copy of what a file holds.</summary>
    /// <param name="name">The file.</param>
    /// <returns>All its bytes.</returns>
    public byte[] ReadAll(string name)
    {
        lock (_gate)
        {
            return Find(name).Bytes.ToArray();
        }
    }

    /// <summary>Replaces what a file holds, durably; makes the file if it is missing.</summary>
    /// <param name="name">The file.</param>
    /// <param name="bytes">All its bytes.</param>
    public void WriteAll(string name, ReadOnlySpan<byte> bytes)
    {
        lock (_gate)
        {
            var content = new MemoryContent(bytes.Length);
            bytes.CopyTo(content.Bytes);
            content.Sync();
            _names[name] = content;
            _durableNames[name] = content;
        }
    }

    internal int Read(MemoryContent content, int life, Span<byte> buffer, long offset)
    {
        lock (_gate)
        {
            ThrowIfOver(life);
            return content.Read(buffer, offset);
        }
    }

    internal void Write(MemoryContent content, string name, int life, ReadOnlySpan<byte> bytes, long offset)
    {
        lock (_gate)
        {
            ThrowIfOver(life);
            if (WritesUntilFailure is { } left)
            {
                WritesUntilFailure = Math.Max(0, left - 1);
                if (left == 0)
                {
                    throw new IOException($"The write of '{name}' failed: Input/output error.");
                }
            }

            content.Write(bytes, offset);
        }
    }

    internal void Sync(MemoryContent content, string name, int life)
    {
        BeforeSync?.Invoke(name);
        lock (_gate)
        {
            ThrowIfOver(life);
            if (SyncsUntilFailure is { } left)
            {
                SyncsUntilFailure = Math.Max(0, left - 1);
                if (left == 0)
                {
                    content.FailSync();
                    throw new IOException($"The sync of '{name}' failed: Input/output error.");
                }
            }

            Syncs++;
            content.Sync();
        }
    }

    private void Change(Action<Dictionary<string, MemoryContent>> change)
    {
        change(_names);
        _unsyncedNames.Add(change);
    }

    private MemoryContent Find(string name) => _names.TryGetValue(name, out MemoryContent? content)
        ? content
        : throw new FileNotFoundException($"There is no file '{name}'.", name);

    private void ThrowIfCrashed()
    {
        if (_crashed)
        {
            throw new IOException("The machine crashed; the folder is to be locked and read again.");
        }
    }

    private void ThrowIfOver(int life)
    {
        if (life != _life)
        {
            throw new IOException("The machine crashed; this handle is gone.");
        }
    }

    private sealed class Holder(MemoryFiles files, int life) : IDisposable
    {
        public void Dispose()
        {
            lock (files._gate)
            {
                if (files._life == life)
                {
                    files._locked = false;
                }
            }
        }
    }
}
