namespace Actors.Cluster.Tests.Clusters;

/// <summary>Waits for what no call tells of.</summary>
internal static class Waiting
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    public static Task UntilAsync(this ClusterFixture cluster, Func<Task<bool>> holds, string whatDidNotCome)
    {
        _ = cluster;
        return UntilAsync(holds, whatDidNotCome);
    }

    public static async Task UntilAsync(Func<Task<bool>> holds, string whatDidNotCome)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
        var until = DateTime.UtcNow + Patience;
        while (!await holds())
        {
            if (DateTime.UtcNow > until)
            {
                throw new TimeoutException($"After {Patience.TotalSeconds} seconds {whatDidNotCome}.");
            }

            await timer.WaitForNextTickAsync();
        }
    }

    /// <summary>Receives from a queue that may only just be made.</summary>
    public static async Task<Delivery> ReceiveAsync(this IBroker broker, string source, TimeSpan wait, bool retryMissing)
    {
        var until = DateTime.UtcNow + Patience;
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
        while (true)
        {
            try
            {
                return await broker.ReceiveAsync(source, wait) ?? throw new TimeoutException($"No message came from '{source}' within {wait}.");
            }
            catch (BrokerException missing) when (retryMissing && missing.Code == ErrorCode.NotFound && DateTime.UtcNow < until)
            {
                await timer.WaitForNextTickAsync();
            }
        }
    }
}
