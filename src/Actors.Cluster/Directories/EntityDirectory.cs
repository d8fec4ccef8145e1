using System.IO.Hashing;
using System.Runtime.InteropServices;

namespace Actors.Cluster.Directories;

/// <summary>The list of all queues, topics and subscriptions. It may list what is not there any more, and misses nothing that is.</summary>
internal sealed class EntityDirectory(IGrainFactory grains)
{
    // Part of the layout of what is stored: never to be changed.
    private const int Parts = 32;

    public Task AddAsync(string address) => PartOf(address).AddAsync(address);

    public Task RemoveAsync(string address) => PartOf(address).RemoveAsync(address);

    /// <summary>Lists a queue or topic, unless there are too many.</summary>
    /// <exception cref="BrokerException"><see cref="ErrorCode.LimitExceeded"/>.</exception>
    public async Task DeclareAsync(string name, int limit)
    {
        if (await PartOf(name).ContainsAsync(name).ConfigureAwait(false))
        {
            return;
        }

        var counts = await Task.WhenAll(All().Select(part => part.CountAsync())).ConfigureAwait(false);
        if (counts.Sum() >= limit)
        {
            throw new BrokerException(ErrorCode.LimitExceeded, $"There are {counts.Sum()} queues and topics; at most {limit} are allowed ({nameof(Limits.Entities)}).");
        }

        await AddAsync(name).ConfigureAwait(false);
    }

    /// <summary>The first addresses behind another, in order.</summary>
    public async Task<IEnumerable<string>> PageAsync(string? after, int max)
    {
        var pages = await Task.WhenAll(All().Select(part => part.PageAsync(after, max))).ConfigureAwait(false);
        return pages.SelectMany(page => page).Order(StringComparer.Ordinal).Take(max);
    }

    private IEnumerable<IDirectoryGrain> All() => Enumerable.Range(0, Parts).Select(part => grains.GetGrain<IDirectoryGrain>(part));

    private IDirectoryGrain PartOf(string address) =>
        grains.GetGrain<IDirectoryGrain>((long)(XxHash64.HashToUInt64(MemoryMarshal.AsBytes(address.AsSpan())) % Parts));
}
