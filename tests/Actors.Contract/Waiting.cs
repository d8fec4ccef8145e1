namespace Actors.Contract;

/// <summary>Waits that end.</summary>
public static class Waiting
{
    /// <summary>How long anything may take that should come at once. Generous: machines that run tests are busy.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    /// <summary>Waits for something that must come.</summary>
    /// <param name="task">What is waited for.</param>
    /// <param name="what">What did not come, for the error.</param>
    public static async Task<T> Within<T>(this Task<T> task, string what)
    {
        try
        {
            return await task.WaitAsync(Patience);
        }
        catch (TimeoutException)
        {
            throw new TimeoutException($"Did not come within {Patience.TotalSeconds} s: {what}.");
        }
    }

    /// <summary>Waits for something that must end.</summary>
    /// <param name="task">What is waited for.</param>
    /// <param name="what">What did not end, for the error.</param>
    public static async Task Within(this Task task, string what)
    {
        try
        {
            await task.WaitAsync(Patience);
        }
        catch (TimeoutException)
        {
            throw new TimeoutException($"Did not end within {Patience.TotalSeconds} s: {what}.");
        }
    }
}
