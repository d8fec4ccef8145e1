namespace Actors.Cluster.Surrogates;

[GenerateSerializer, Immutable, Alias("actors.seek-target")]
internal struct SeekTargetSurrogate
{
    [Id(0)]
    public SeekKind Kind;

    [Id(1)]
    public long Value;

    [Id(2)]
    public string Name;
}

[RegisterConverter]
internal sealed class SeekTargetConverter : IConverter<SeekTarget, SeekTargetSurrogate>
{
    public SeekTarget ConvertFromSurrogate(in SeekTargetSurrogate surrogate) => new(surrogate.Kind, surrogate.Value, surrogate.Name);

    public SeekTargetSurrogate ConvertToSurrogate(in SeekTarget value) => new() { Kind = value.Kind, Value = value.Value, Name = value.Name };
}
