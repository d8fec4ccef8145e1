using Actors.Sample.Screens;

namespace Actors.Sample.Ingestion;

/// <summary>Looks at every document that was rejected. What is acked here is gone for good.</summary>
internal sealed class DeadLetterDesk(IBroker broker, IngestionLedgers ledgers, Screen screen)
{
    private const int MostShown = 5;

    private int _seen;

    /// <summary>Looks until it is stopped.</summary>
    public async Task RunAsync(CancellationToken stop)
    {
        await foreach (var delivery in broker.ConsumeAsync(IngestionQueues.Unreadable, cancellationToken: stop))
        {
            Show(delivery.Message);
            await delivery.AckAsync(stop);
            ledgers.Documents.DeadLetter(delivery.Message.Id);
        }
    }

    // The broker tells in headers where a dead-lettered message comes from and why.
    private void Show(Message document)
    {
        if (++_seen <= MostShown)
        {
            var headers = document.Headers;
            screen.Say(
                $"dead-lettered: {headers[IngestionQueues.PathHeader]}, from {headers[DeadLetterHeaders.Source]}, "
                + $"reason {headers[DeadLetterHeaders.Reason]}, attempts {headers[DeadLetterHeaders.Attempts]}");
        }
        else if (_seen == MostShown + 1)
        {
            screen.Say("dead-lettered: and more of them");
        }
    }
}
