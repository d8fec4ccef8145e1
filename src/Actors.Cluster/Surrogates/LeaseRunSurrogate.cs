namespace Actors.Cluster.Surrogates;

[GenerateSerializer, Immutable, Alias("actors.leases")]
internal struct LeaseRunSurrogate
{
    [Id(0)]
    public int Partition;

    [Id(1)]
    public long Epoch;

    [Id(2)]
    public long First;

    [Id(3)]
    public int Count;

    [Id(4)]
    public int Attempt;
}

[RegisterConverter]
internal sealed class LeaseRunConverter : IConverter<LeaseRun, LeaseRunSurrogate>
{
    public LeaseRun ConvertFromSurrogate(in LeaseRunSurrogate surrogate) =>
        new(surrogate.Partition, surrogate.Epoch, surrogate.First, surrogate.Count, surrogate.Attempt);

    public LeaseRunSurrogate ConvertToSurrogate(in LeaseRun value) => new()
    {
        Partition = value.Partition,
        Epoch = value.Epoch,
        First = value.FirstOffset,
        Count = value.Count,
        Attempt = value.Attempt,
    };
}
