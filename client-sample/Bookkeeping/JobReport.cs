namespace Actors.Sample.Bookkeeping;

/// <summary>A row of the last table.</summary>
/// <param name="Title">Which messages it counts.</param>
/// <param name="Sent">Messages that had to be processed.</param>
/// <param name="Processed">Of these, the ones that were.</param>
/// <param name="Redelivered">Deliveries that were not the first of their message.</param>
/// <param name="DeadLettered">Messages found in the dead-letter queue.</param>
/// <param name="Lost">Messages that were sent and seen nowhere again.</param>
/// <param name="Elapsed">From the first sent to the last processed.</param>
internal sealed record JobReport(string Title, long Sent, long Processed, long Redelivered, long DeadLettered, long Lost, TimeSpan Elapsed)
{
    /// <summary>Messages processed per second.</summary>
    public double Rate => Processed / Math.Max(Elapsed.TotalSeconds, 0.001);

    /// <summary>Adds ledgers up.</summary>
    public static JobReport Of(string title, params IReadOnlyCollection<Ledger> ledgers) => new(
        title,
        ledgers.Sum(ledger => (long)ledger.Sent),
        ledgers.Sum(ledger => (long)ledger.Processed),
        ledgers.Sum(ledger => (long)ledger.Redelivered),
        ledgers.Sum(ledger => (long)ledger.DeadLettered),
        ledgers.Sum(ledger => (long)ledger.Open),
        ledgers.Max(ledger => ledger.Elapsed));
}
