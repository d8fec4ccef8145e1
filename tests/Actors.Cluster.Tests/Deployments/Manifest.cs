using System.Globalization;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Actors.Cluster.Tests.Deployments;

/// <summary>One document of YAML, to be asked for values by their paths.</summary>
public sealed class Manifest(YamlNode node)
{
    public string Kind => Text("kind");

    public string Name => Text("metadata/name");

    /// <summary>The documents in a text.</summary>
    public static IReadOnlyList<Manifest> Parse(string yaml)
    {
        var stream = new YamlStream();
        stream.Load(new MergingParser(new Parser(new StringReader(yaml)))); // Puts in place what << refers to.
        return [.. stream.Documents.Select(document => new Manifest(document.RootNode))];
    }

    /// <summary>A value; a failed test if it is not there.</summary>
    public string Text(string path) => Find(path) is YamlScalarNode { Value: { } value } ? value : throw new InvalidOperationException($"{this} has no {path}.");

    /// <summary>A value; null if it is not there.</summary>
    public string? TextOrNone(string path) => (Find(path) as YamlScalarNode)?.Value;

    /// <summary>The entries of a list; none if it is not there.</summary>
    public IReadOnlyList<Manifest> List(string path) => Find(path) is YamlSequenceNode list ? [.. list.Select(entry => new Manifest(entry))] : [];

    /// <summary>The values of a list.</summary>
    public IReadOnlyList<string> Texts(string path) => [.. List(path).Select(entry => entry.Itself)];

    /// <summary>The entries of a table; none if it is not there.</summary>
    public IReadOnlyDictionary<string, string> Table(string path) => Find(path) is YamlMappingNode table
        ? table.ToDictionary(entry => Key(entry.Key), entry => entry.Value is YamlScalarNode scalar ? scalar.Value ?? "" : "")
        : new Dictionary<string, string>();

    /// <summary>The entries of a table as documents.</summary>
    public IReadOnlyDictionary<string, Manifest> Parts(string path) => Find(path) is YamlMappingNode table
        ? table.ToDictionary(entry => Key(entry.Key), entry => new Manifest(entry.Value))
        : new Dictionary<string, Manifest>();

    /// <summary>Every place in it that has the shape of a reference under a key.</summary>
    public IEnumerable<Manifest> Everywhere(string key) => node switch
    {
        YamlMappingNode table => table.SelectMany(entry => (Key(entry.Key) == key ? [new Manifest(entry.Value)] : Enumerable.Empty<Manifest>()).Concat(new Manifest(entry.Value).Everywhere(key))),
        YamlSequenceNode list => list.SelectMany(entry => new Manifest(entry).Everywhere(key)),
        _ => [],
    };

    public string Itself => ((YamlScalarNode)node).Value ?? "";

    public override string ToString() => $"{TextOrNone("kind") ?? "a document"} {TextOrNone("metadata/name")}";

    private YamlNode? Find(string path)
    {
        var at = node;
        foreach (var part in path.Split('/'))
        {
            at = at switch
            {
                YamlMappingNode table => table.Children.FirstOrDefault(entry => Key(entry.Key) == part).Value,
                YamlSequenceNode list => list.Children.ElementAtOrDefault(int.Parse(part, CultureInfo.InvariantCulture)),
                _ => null,
            };
            if (at is null)
            {
                return null;
            }
        }

        return at;
    }

    private static string Key(YamlNode key) => ((YamlScalarNode)key).Value ?? "";
}
