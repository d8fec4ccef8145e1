using Actors.Runtime.LogActors;
using Actors.Runtime.Publishing;

namespace Actors.Runtime.Descriptions;

/// <summary>Finds a message that waits by its sender's id: by the index of a log that has one, else by looking through the delayed and then the ready ones.</summary>
internal sealed class WaitingMessage(LogActor actor, int subscription, string messageId)
{
    private const int PageMessages = 1000;

    /// <summary>Does something with a message that was found, on the actor's turn; false if it does not wait any more.</summary>
    public delegate bool Work(LogActor on, Turn turn, int subscription, BrowsedMessage found);

    /// <summary>Finds the message and does something with it.</summary>
    /// <returns>Whether it was found and that was done.</returns>
    public async Task<bool> DoAsync(Work work, CancellationToken cancellationToken)
    {
        if (await actor.AskAsync((on, turn) => Known(on, turn), cancellationToken).ConfigureAwait(false) is { } known
            && await TryAsync(new BrowseOptions { FromOffset = known, MaxMessages = 1 }, work, cancellationToken).ConfigureAwait(false) is { IsDone: true })
        {
            return true;
        }

        return await SearchAsync(MessageStates.Delayed, work, cancellationToken).ConfigureAwait(false)
            || await SearchAsync(MessageStates.Ready, work, cancellationToken).ConfigureAwait(false);
    }

    private async Task<bool> SearchAsync(MessageStates states, Work work, CancellationToken cancellationToken)
    {
        for (var from = 0L; ;)
        {
            var options = new BrowseOptions { FromOffset = from, MaxMessages = PageMessages, States = states };
            var (isDone, next) = await TryAsync(options, work, cancellationToken).ConfigureAwait(false);
            if (isDone || next < 0)
            {
                return isDone;
            }

            from = next;
        }
    }

    private async Task<(bool IsDone, long Next)> TryAsync(BrowseOptions options, Work work, CancellationToken cancellationToken)
    {
        var page = await actor.BrowseAsync(subscription, options, cancellationToken).ConfigureAwait(false);
        foreach (var message in page.Where(message => string.Equals(message.Message.Id, messageId, StringComparison.Ordinal)))
        {
            var isDone = await actor.AskAsync(
                (on, turn) =>
                {
                    on.Require(subscription);
                    turn.Step.MustSync = true;
                    return work(on, turn, subscription, message);
                },
                cancellationToken).ConfigureAwait(false);
            if (isDone)
            {
                return (true, -1);
            }
        }

        return (false, page.Count == 0 ? -1 : page[^1].Offset + 1);
    }

    private long? Known(LogActor on, Turn turn)
    {
        on.Require(subscription);
        return on.Machine.FindKnown(Selection.IdOf(messageId), turn.Now);
    }
}
