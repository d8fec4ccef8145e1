namespace Actors.Sample.FirstSteps;

/// <summary>The ten lines of the README, to be run: publish one message and consume it.</summary>
internal static class Hello
{
    /// <summary>Runs them.</summary>
    /// <param name="address">The broker.</param>
    public static async Task RunAsync(string address)
    {
        await using var broker = await ActorsClient.ConnectAsync(address);
        await broker.DeclareAsync(new QueueDefinition("thumbnails"));
        await broker.PublishAsync("thumbnails", new Message("cat.png") { Id = "picture-1" }); // Returns when it is on disk.

        await foreach (var delivery in broker.ConsumeAsync("thumbnails"))
        {
            Console.WriteLine($"{delivery.Message.Id}: {delivery.Message.Text}");
            await delivery.AckAsync(); // Done: it never comes back. Without this line it would.
            break;
        }
    }
}
