namespace Actors.Cluster.Surrogates;

[GenerateSerializer, Immutable, Alias("actors.seek-receipt")]
internal struct SeekReceiptSurrogate
{
    [Id(0)]
    public long Offset;

    [Id(1)]
    public long Missed;
}

[RegisterConverter]
internal sealed class SeekReceiptConverter : IConverter<SeekReceipt, SeekReceiptSurrogate>
{
    public SeekReceipt ConvertFromSurrogate(in SeekReceiptSurrogate surrogate) => new(surrogate.Offset, surrogate.Missed);

    public SeekReceiptSurrogate ConvertToSurrogate(in SeekReceipt value) => new() { Offset = value.Offset, Missed = value.Missed };
}
