namespace Actors.Cluster.Tests.Processes;

/// <summary>Nothing is waited for without end, and what did not come is named.</summary>
internal static class Waiting
{
    /// <summary>Far more than anything takes.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    public static async Task Within(this Task task, string what)
    {
        try
        {
            await task.WaitAsync(Patience);
        }
        catch (TimeoutException)
        {
            throw new TimeoutException($"Waited {Patience.TotalSeconds} seconds for {what}.");
        }
    }

    /// <summary>Lets real time pass, because nothing else can end what is tested.</summary>
    public static async Task PassAsync(TimeSpan time)
    {
        using var timer = new PeriodicTimer(time);
        await timer.WaitForNextTickAsync();
    }
}
