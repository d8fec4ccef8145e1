namespace Actors;

/// <summary>The options of a definition as the core and its journal keep them: decoded to be used, encoded to be stored and compared.</summary>
/// <typeparam name="TDefinition">What they are options of; a carrier of options only, without a name.</typeparam>
internal sealed class PolicyOptions<TDefinition> : IEquatable<PolicyOptions<TDefinition>>
    where TDefinition : class
{
    private readonly byte[] _encoded;

    private PolicyOptions(TDefinition values, byte[] encoded) => (Values, _encoded) = (values, encoded);

    /// <summary>A definition of which only the options mean anything.</summary>
    public TDefinition Values { get; }

    /// <summary>The options, encoded.</summary>
    public ReadOnlySpan<byte> Encoded => _encoded;

    /// <summary>The options of a definition; null if all are at their defaults.</summary>
    /// <param name="definition">The definition.</param>
    /// <param name="carrier">A definition with all options at their defaults.</param>
    public static PolicyOptions<TDefinition>? Of(TDefinition definition, TDefinition carrier) => Decode(DefinitionOptions.Encode(definition), carrier);

    /// <summary>Encoded options; null if there are none.</summary>
    /// <param name="encoded">The options.</param>
    /// <param name="carrier">A definition with all options at their defaults.</param>
    public static PolicyOptions<TDefinition>? Decode(ReadOnlySpan<byte> encoded, TDefinition carrier) =>
        encoded.IsEmpty ? null : new(DefinitionOptions.Decode(carrier, encoded), encoded.ToArray());

    /// <summary>Names the first option in which two sets differ; null when none does.</summary>
    public static string? DifferenceBetween(PolicyOptions<TDefinition>? one, PolicyOptions<TDefinition>? other) =>
        DefinitionOptions.DifferenceBetween(one is null ? [] : one.Encoded, other is null ? [] : other.Encoded);

    public bool Equals(PolicyOptions<TDefinition>? other) => other is not null && Encoded.SequenceEqual(other.Encoded);

    public override bool Equals(object? obj) => Equals(obj as PolicyOptions<TDefinition>);

    public override int GetHashCode()
    {
        var hash = new HashCode();
        hash.AddBytes(_encoded);
        return hash.ToHashCode();
    }
}
