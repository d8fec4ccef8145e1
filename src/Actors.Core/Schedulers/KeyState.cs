namespace Actors.Core.Schedulers;

/// <summary>What a scheduler knows of one key. All at their defaults, it is a key nothing is known of.</summary>
internal struct KeyState
{
    /// <summary>The key's hash; 0 for messages without a key.</summary>
    public ulong Key;

    /// <summary>Its ready messages.</summary>
    public Lane Lane;

    /// <summary>How many messages are ready.</summary>
    public int Ready;

    /// <summary>How many are leased, or wait for another try in their place.</summary>
    public int Held;

    /// <summary>Whether something changed since the key was last given its place.</summary>
    public bool Touched;

    /// <summary>How much it has had, in the scheduler's virtual time; see <see cref="FairShare"/>.</summary>
    public long Had;

    /// <summary>Since when it is in line, among those that have had as much.</summary>
    public long Turn;

    /// <summary>What it owes its budget.</summary>
    public Debt Debt;
}
