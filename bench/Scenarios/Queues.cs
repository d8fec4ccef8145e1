using Actors.Bench.Brokers;

namespace Actors.Bench.Scenarios;

/// <summary>The queues that scenarios work on.</summary>
internal static class Queues
{
    public static string Name(int number) => $"queue-{number}";

    /// <summary>Declares queues 0 to count - 1.</summary>
    /// <param name="broker">Where.</param>
    /// <param name="count">How many.</param>
    public static async Task DeclareAsync(ITestedBroker broker, int count)
    {
        var connection = await broker.ConnectAsync();
        for (var number = 0; number < count; number++)
        {
            await connection.DeclareAsync(new QueueDefinition(Name(number)));
        }

        await broker.CloseAsync(connection);
    }
}
