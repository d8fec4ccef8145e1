namespace Actors.Cluster.Directories;

/// <summary>The addresses of one part of the directory, as they are kept in grain storage.</summary>
[GenerateSerializer, Alias("actors.directory-part")]
internal sealed class DirectoryPart
{
    /// <summary>The addresses.</summary>
    [Id(0)]
    public List<string> Addresses { get; set; } = [];
}
