namespace Actors.Cluster.Surrogates;

[GenerateSerializer, Immutable, Alias("actors.publish-receipt")]
internal struct PublishReceiptSurrogate
{
    [Id(0)]
    public long FirstOffset;

    [Id(1)]
    public int Count;

    [Id(2)]
    public (int Index, ErrorCode Code, string Reason)[] Refused;

    [Id(3)]
    public (int Index, long Offset)[] Duplicates;
}

[RegisterConverter]
internal sealed class PublishReceiptConverter : IConverter<PublishReceipt, PublishReceiptSurrogate>
{
    public PublishReceipt ConvertFromSurrogate(in PublishReceiptSurrogate surrogate) =>
        new(surrogate.FirstOffset, surrogate.Count, [.. surrogate.Refused.Select(refusal => new PublishRefusal(refusal.Index, refusal.Code, refusal.Reason))])
        {
            Duplicates = [.. surrogate.Duplicates.Select(duplicate => new PublishDuplicate(duplicate.Index, duplicate.Offset))],
        };

    public PublishReceiptSurrogate ConvertToSurrogate(in PublishReceipt value) => new()
    {
        FirstOffset = value.FirstOffset,
        Count = value.Count,
        Refused = [.. value.Refused.Select(refusal => (refusal.Index, refusal.Code, refusal.Reason))],
        Duplicates = [.. value.Duplicates.Select(duplicate => (duplicate.Index, duplicate.Offset))],
    };
}
