namespace Actors.Histories;

/// <summary>A delivery: a lease as its holder sees it.</summary>
/// <param name="place">Where it comes from.</param>
/// <param name="lease">The lease: a run of one.</param>
/// <param name="parcel">The message's number.</param>
/// <param name="until">When the lease ends by itself, at the earliest.</param>
public sealed class Grant(Place place, LeaseRun lease, long parcel, DateTimeOffset until)
{
    public Place Place => place;

    public LeaseRun Lease => lease;

    public long Epoch => lease.Epoch;

    public long Offset => lease.FirstOffset;

    public int Attempt => lease.Attempt;

    public long Parcel => parcel;

    /// <summary>When the lease ends by itself, at the earliest.</summary>
    public DateTimeOffset Until { get; set; } = until;

    /// <summary>Who holds it; null for a one-shot receive.</summary>
    public object? Holder { get; init; }

    public override string ToString() => $"{place.Address}@{Offset} (parcel {parcel}, epoch {Epoch}, attempt {Attempt})";
}
