namespace Actors.Core.Schedulers;

/// <summary>What one key may have: so many messages and so much cost in each window of time, handed out evenly.</summary>
/// <remarks>
/// A bucket that leaks: whatever is handed out is owed, and time pays it off at the budget's pace. A message may go when
/// nothing is owed, or while it stays within <see cref="Ahead"/> of the pace. So no stretch of time as long as the window
/// sees more than the budget, that margin and one message; and a key that always has messages waiting gets its whole
/// budget, since what a late timer or too high an estimate took from it may be caught up on.
/// </remarks>
/// <param name="window">The window, in ticks.</param>
/// <param name="messages">Messages in a window; 0 for any number.</param>
/// <param name="cost">Units of cost in a window; 0 for any number.</param>
internal sealed class Budget(long window, long messages, long cost)
{
    /// <summary>The part of a budget that may be handed out ahead of its pace.</summary>
    public const double Ahead = 0.01;

    // Beyond any date that matters, and no sum with one overflows.
    private const double LongestWait = 1e18;

    private readonly double _messagesPerTick = (double)messages / window;
    private readonly double _costPerTick = (double)cost / window;

    /// <summary>When a message may go; now or earlier if it may go now.</summary>
    /// <param name="debt">What its key owes; brought up to date.</param>
    /// <param name="price">The message's cost.</param>
    /// <param name="now">The time, in ticks of UTC.</param>
    /// <param name="waited">Whether the key's messages have waited for nothing but this budget, and it may catch up.</param>
    public long OpensAt(ref Debt debt, uint price, long now, bool waited)
    {
        Pay(ref debt, now, waited);
        var ticks = Math.Max(Wait(debt.Messages, 1, messages, _messagesPerTick), Wait(debt.Cost, price, cost, _costPerTick));
        return now + (long)Math.Ceiling(Math.Min(ticks, LongestWait));
    }

    /// <summary>A message is handed out.</summary>
    public void Charge(ref Debt debt, uint price, long now)
    {
        Pay(ref debt, now, waited: false);
        debt.Messages += messages > 0 ? 1 : 0;
        debt.Cost += cost > 0 ? price : 0;
    }

    /// <summary>A message cost more or less than it was charged for.</summary>
    public void Correct(ref Debt debt, double difference) => debt.Cost = cost > 0 ? Math.Max(debt.Cost + difference, -cost) : 0;

    /// <summary>Lets time pay.</summary>
    public void Pay(ref Debt debt, long now, bool waited)
    {
        var elapsed = Math.Max(now - debt.At, 0);
        debt.Messages = Fall(debt.Messages, elapsed * _messagesPerTick, waited ? messages : 0);
        debt.Cost = Fall(debt.Cost, elapsed * _costPerTick, waited ? cost : 0);
        debt.At = Math.Max(debt.At, now);
    }

    // Time that nobody waited for gives no credit; credit that is there stays.
    private static double Fall(double owed, double paid, long mostCredit) => Math.Max(owed - paid, Math.Min(owed, -mostCredit));

    private static double Wait(double owed, uint price, long budget, double perTick)
    {
        // Less than a tick of time is no wait, or rounding could keep a key waiting for ever.
        var excess = budget == 0 ? 0 : owed - Math.Max((Ahead * budget) - price, 0);
        return excess < perTick || excess <= 0 ? 0 : excess / perTick;
    }
}
