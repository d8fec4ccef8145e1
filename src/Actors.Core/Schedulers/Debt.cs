namespace Actors.Core.Schedulers;

/// <summary>How far a key is ahead of its budget. It falls with time; below zero the key has something to catch up on.</summary>
internal struct Debt
{
    /// <summary>Messages handed out and not yet paid for by time.</summary>
    public double Messages;

    /// <summary>Units of cost handed out and not yet paid for.</summary>
    public double Cost;

    /// <summary>The time of these numbers, in ticks of UTC.</summary>
    public long At;

    /// <summary>Whether nothing is owed.</summary>
    public readonly bool IsPaid => Messages <= 0 && Cost <= 0;

    /// <summary>Nothing waits that could catch up.</summary>
    public void DropCredit() => (Messages, Cost) = (Math.Max(Messages, 0), Math.Max(Cost, 0));
}
