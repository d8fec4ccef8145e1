using Actors.Cluster.Silos;

namespace Actors.Cluster.Directories;

/// <summary>Keeps a part of the directory sorted in memory, and whole in storage: declaring is rare, listing is not.</summary>
[GrainType("actors-directory")]
internal sealed class DirectoryGrain([PersistentState("directory", SiloEngine.StorageName)] IPersistentState<DirectoryPart> part) : Grain, IDirectoryGrain
{
    private readonly SortedSet<string> _addresses = new(StringComparer.Ordinal);
    private int _entities;

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        _addresses.UnionWith(part.State.Addresses);
        _entities = _addresses.Count(IsEntity);
        return Task.CompletedTask;
    }

    public async Task AddAsync(string address)
    {
        if (_addresses.Add(address))
        {
            _entities += IsEntity(address) ? 1 : 0;
            await WriteAsync();
        }
    }

    public async Task RemoveAsync(string address)
    {
        if (_addresses.Remove(address))
        {
            _entities -= IsEntity(address) ? 1 : 0;
            await WriteAsync();
        }
    }

    public Task<bool> ContainsAsync(string address) => Task.FromResult(_addresses.Contains(address));

    public Task<int> CountAsync() => Task.FromResult(_entities);

    public Task<string[]> PageAsync(string? after, int max)
    {
        IEnumerable<string> rest = after is null || _addresses.Count == 0 || string.CompareOrdinal(after, _addresses.Max) >= 0
            ? after is null ? _addresses : []
            : _addresses.GetViewBetween(after, _addresses.Max!).Where(address => address != after);
        return Task.FromResult(rest.Take(max).ToArray());
    }

    private static bool IsEntity(string address) => !address.Contains(EntityName.Separator);

    private async Task WriteAsync()
    {
        part.State.Addresses = [.. _addresses];
        try
        {
            await part.WriteStateAsync();
        }
        catch
        {
            // Whether it was written is unknown: the next activation reads what is there.
            DeactivateOnIdle();
            throw;
        }
    }
}
