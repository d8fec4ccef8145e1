using System.Data.Common;

namespace Actors.Cluster.Clients;

/// <summary>
/// Calls grains through the changes of a cluster: repeats what is safe to repeat, and says what became of the rest. Ends with
/// its broker instance: who waits then is told so at once.
/// </summary>
internal sealed class GrainCalls
{
    // Longer than any silo takes to be declared dead and to be replaced.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan FirstDelay = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan LongestDelay = TimeSpan.FromMilliseconds(250);

    // Never disposed: calls may still look at it when the broker instance is gone.
    private readonly CancellationTokenSource _stop = new();

    /// <summary>Whether nothing is called any more.</summary>
    public bool HaveStopped => _stop.IsCancellationRequested;

    /// <summary>Calls no more. What is under way fails: nobody will bring its answer.</summary>
    public void Stop() => _stop.Cancel();

    /// <summary>Calls until there is an answer. For calls that do no harm when carried out twice.</summary>
    public Task<T> RepeatAsync<T>(Func<Task<T>> call, CancellationToken cancellationToken) => CallAsync(call, mayRepeat: true, cancellationToken);

    /// <summary>Calls until the call was certainly carried out, or nobody knows.</summary>
    /// <exception cref="BrokerException"><see cref="ErrorCode.OutcomeUnknown"/> when a silo was lost before it answered.</exception>
    public Task<T> OnceAsync<T>(Func<Task<T>> call, CancellationToken cancellationToken) => CallAsync(call, mayRepeat: false, cancellationToken);

    /// <summary>Calls until there is an answer.</summary>
    public Task RepeatAsync(Func<Task> call, CancellationToken cancellationToken) => RepeatAsync(
        async () =>
        {
            await call().ConfigureAwait(false);
            return true;
        },
        cancellationToken);

    private async Task<T> CallAsync<T>(Func<Task<T>> call, bool mayRepeat, CancellationToken cancellationToken)
    {
        // Nobody waits any more: what was sent all the same could be carried out after the caller's next call.
        cancellationToken.ThrowIfCancellationRequested();
        using var both = cancellationToken.CanBeCanceled ? CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _stop.Token) : null;
        var ends = both?.Token ?? _stop.Token;
        var giveUpAt = Environment.TickCount64 + (long)Patience.TotalMilliseconds;
        for (var delay = FirstDelay; ; delay = delay * 2 < LongestDelay ? delay * 2 : LongestDelay)
        {
            if (HaveStopped)
            {
                throw new BrokerException(ErrorCode.Unavailable, "The broker is stopping.");
            }

            try
            {
                return await call().WaitAsync(ends).ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (HaveStopped && !cancellationToken.IsCancellationRequested)
            {
                throw Stopped(mayRepeat);
            }
            catch (Exception error) when (error is not OperationCanceledException)
            {
                if (error is BrokerException { Code: not ErrorCode.Unavailable })
                {
                    throw;
                }

                var isUnknown = !WasNotCarriedOut(error);
                if (isUnknown && !mayRepeat)
                {
                    throw new BrokerException(ErrorCode.OutcomeUnknown, $"A silo was lost before it answered, so whether this was carried out is unknown: {error.Message}", error);
                }

                if (Environment.TickCount64 > giveUpAt)
                {
                    throw isUnknown
                        ? new BrokerException(ErrorCode.OutcomeUnknown, $"The cluster did not answer for {Patience.TotalSeconds} seconds: {error.Message}", error)
                        : new BrokerException(ErrorCode.Unavailable, $"The cluster could not take this for {Patience.TotalSeconds} seconds: {error.Message}", error);
                }
            }

            await Task.Delay(delay, ends).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            cancellationToken.ThrowIfCancellationRequested();
        }
    }

    private static BrokerException Stopped(bool mayRepeat) => mayRepeat
        ? new BrokerException(ErrorCode.Unavailable, "The broker is stopping.")
        : new BrokerException(ErrorCode.OutcomeUnknown, "The broker stopped before it had the answer, so whether this was carried out is unknown.");

    // The queue said so, the call never reached a grain, or the grain never came to life because its state could not be read.
    // A silo that became unavailable is a rejection, too, and the one that says nothing: it may have had the call already.
    private static bool WasNotCarriedOut(Exception error) => error switch
    {
        SiloUnavailableException => false,
        BrokerException or OrleansMessageRejectionException or GatewayTooBusyException or DbException => true,
        _ => error.GetType() == typeof(OrleansException),
    };
}
