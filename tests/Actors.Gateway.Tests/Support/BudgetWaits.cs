using Actors.Gateway.Connections;

namespace Actors.Gateway.Tests.Support;

/// <summary>Waits for amounts.</summary>
internal static class BudgetWaits
{
    public static async Task WhenUsedAsync(this Budget budget, long amount)
    {
        for (var end = Environment.TickCount64 + (long)Patience.Limit.TotalMilliseconds; budget.Used != amount;)
        {
            Assert.True(Environment.TickCount64 < end, $"Within {Patience.Limit} the amount in use did not become {amount}; it is {budget.Used}.");
            await Task.Yield();
        }
    }
}
