namespace Actors.Cluster.Surrogates;

[GenerateSerializer, Alias("actors.error")]
internal struct BrokerErrorSurrogate
{
    [Id(0)]
    public ErrorCode Code;

    [Id(1)]
    public string Text;

    [Id(2)]
    public ErrorScope Scope;
}

[RegisterConverter]
internal sealed class BrokerErrorConverter : IConverter<BrokerException, BrokerErrorSurrogate>
{
    public BrokerException ConvertFromSurrogate(in BrokerErrorSurrogate surrogate) => new(surrogate.Code, surrogate.Text) { Scope = surrogate.Scope };

    public BrokerErrorSurrogate ConvertToSurrogate(in BrokerException value) => new() { Code = value.Code, Text = value.Message, Scope = value.Scope };
}
