using System.Data.Common;

namespace Actors.Cluster.Clients;

/// <summary>Calls grains through the changes of a cluster: repeats what is safe to repeat, and says what became of the rest.</summary>
internal static class GrainCalls
{
    // Longer than any silo takes to be declared dead and to be replaced.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan FirstDelay = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan LongestDelay = TimeSpan.FromMilliseconds(500);

    /// <summary>Calls until there is an answer. For calls that do no harm when carried out twice.</summary>
    public static Task<T> RepeatAsync<T>(Func<Task<T>> call, CancellationToken cancellationToken) => CallAsync(call, mayRepeat: true, cancellationToken);

    /// <summary>Calls until the call was certainly carried out, or nobody knows.</summary>
    /// <exception cref="BrokerException"><see cref="ErrorCode.OutcomeUnknown"/> when a silo was lost before it answered.</exception>
    public static Task<T> OnceAsync<T>(Func<Task<T>> call, CancellationToken cancellationToken) => CallAsync(call, mayRepeat: false, cancellationToken);

    /// <summary>Calls until there is an answer.</summary>
    public static Task RepeatAsync(Func<Task> call, CancellationToken cancellationToken) => RepeatAsync(
        async () =>
        {
            await call().ConfigureAwait(false);
            return true;
        },
        cancellationToken);

    private static async Task<T> CallAsync<T>(Func<Task<T>> call, bool mayRepeat, CancellationToken cancellationToken)
    {
        var giveUpAt = Environment.TickCount64 + (long)Patience.TotalMilliseconds;
        for (var delay = FirstDelay; ; delay = delay * 2 < LongestDelay ? delay * 2 : LongestDelay)
        {
            try
            {
                var answer = call();
                return await (cancellationToken.CanBeCanceled ? answer.WaitAsync(cancellationToken) : answer).ConfigureAwait(false);
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

            await Task.Delay(delay, cancellationToken).ConfigureAwait(false);
        }
    }

    // The queue said so, the call never reached a grain, or the grain never came to life because its state could not be read.
    private static bool WasNotCarriedOut(Exception error) =>
        error is BrokerException or OrleansMessageRejectionException or GatewayTooBusyException or DbException;
}
