namespace Actors.Core.Schedulers;

/// <summary>What a scheduler knows of one key. All at their defaults, it is a key nothing is known of.</summary>
internal struct KeyState
{
    /// <summary>Whether the place is taken by a key.</summary>
    public bool IsTaken;

    /// <summary>Whether something changed since the key was last given its place.</summary>
    public bool Touched;

    /// <summary>The key's hash; 0 for messages without a key.</summary>
    public ulong Key;

    /// <summary>Its ready messages.</summary>
    public Lane Lane;

    /// <summary>How many messages are ready.</summary>
    public int Ready;

    /// <summary>How many are leased, or wait for another try in their place.</summary>
    public int Held;

    /// <summary>How much it has had, in the scheduler's virtual time; see <see cref="FairShare"/>.</summary>
    public long Had;

    /// <summary>What it owes its budget.</summary>
    public Debt Debt;
}
