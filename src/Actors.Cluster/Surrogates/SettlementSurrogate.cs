namespace Actors.Cluster.Surrogates;

[GenerateSerializer, Immutable, Alias("actors.settlement")]
internal struct SettlementSurrogate
{
    [Id(0)]
    public LeaseRun Leases;

    [Id(1)]
    public SettleVerb Verb;

    [Id(2)]
    public TimeSpan Delay;

    [Id(3)]
    public long? Cost;
}

[RegisterConverter]
internal sealed class SettlementConverter : IConverter<Settlement, SettlementSurrogate>
{
    public Settlement ConvertFromSurrogate(in SettlementSurrogate surrogate) => new(surrogate.Leases, surrogate.Verb, surrogate.Delay) { Cost = surrogate.Cost };

    public SettlementSurrogate ConvertToSurrogate(in Settlement value) => new() { Leases = value.Leases, Verb = value.Verb, Delay = value.Delay, Cost = value.Cost };
}
