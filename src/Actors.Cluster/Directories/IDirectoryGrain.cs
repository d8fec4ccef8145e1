namespace Actors.Cluster.Directories;

/// <summary>A part of the list of all addresses; an address belongs to the part its hash says.</summary>
[Alias("actors.directory")]
internal interface IDirectoryGrain : IGrainWithIntegerKey
{
    /// <summary>Lists an address.</summary>
    [Alias("add")]
    Task AddAsync(string address);

    /// <summary>Takes an address off the list.</summary>
    [Alias("remove")]
    Task RemoveAsync(string address);

    /// <summary>Whether an address is listed.</summary>
    [Alias("contains")]
    Task<bool> ContainsAsync(string address);

    /// <summary>How many queues and topics are listed.</summary>
    [Alias("count")]
    Task<int> CountAsync();

    /// <summary>The first addresses behind another, in order.</summary>
    [Alias("page")]
    Task<string[]> PageAsync(string? after, int max);
}
