namespace Actors.Client.Tests.Servers;

/// <summary>Bounds every wait of a test and says what did not come.</summary>
internal static class Wait
{
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(10);

    public static async Task<T> For<T>(Task<T> task, string what)
    {
        try
        {
            return await task.WaitAsync(Longest);
        }
        catch (TimeoutException)
        {
            throw new TimeoutException($"This did not come within {Longest}: {what}.");
        }
    }

    public static async Task For(Task task, string what)
    {
        try
        {
            await task.WaitAsync(Longest);
        }
        catch (TimeoutException)
        {
            throw new TimeoutException($"This did not come within {Longest}: {what}.");
        }
    }

    public static Task<T> For<T>(ValueTask<T> task, string what) => For(task.AsTask(), what);

    public static Task For(ValueTask task, string what) => For(task.AsTask(), what);

    public static async Task<BrokerException> ForError(Task task, ErrorCode code, string what)
    {
        var error = await Assert.ThrowsAsync<BrokerException>(() => For(task, what));
        Assert.Equal(code, error.Code);
        return error;
    }
}
