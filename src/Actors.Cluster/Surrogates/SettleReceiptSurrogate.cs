namespace Actors.Cluster.Surrogates;

[GenerateSerializer, Immutable, Alias("actors.settle-receipt")]
internal struct SettleReceiptSurrogate
{
    [Id(0)]
    public LeaseRun[] Stale;
}

[RegisterConverter]
internal sealed class SettleReceiptConverter : IConverter<SettleReceipt, SettleReceiptSurrogate>
{
    public SettleReceipt ConvertFromSurrogate(in SettleReceiptSurrogate surrogate) =>
        surrogate.Stale.Length == 0 ? SettleReceipt.Complete : new SettleReceipt(surrogate.Stale);

    public SettleReceiptSurrogate ConvertToSurrogate(in SettleReceipt value) => new() { Stale = [.. value.Stale] };
}
