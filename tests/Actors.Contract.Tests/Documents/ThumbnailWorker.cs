using Microsoft.Extensions.Hosting;

namespace Actors.Contract.Tests.Documents;

/// <summary>The worker of the README.</summary>
public sealed class ThumbnailWorker(IBroker broker) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stop)
    {
        await broker.DeclareAsync(new QueueDefinition("thumbnails"), stop);
        await broker.ConsumeAsync("thumbnails", MakeAsync, concurrency: 4, cancellationToken: stop);
    }

    // Returning acks the message; throwing gives it back for later, and after 20 failures it is dead-lettered.
    private static ValueTask MakeAsync(Delivery delivery, CancellationToken stop) => Thumbnails.MakeAsync(delivery.Message.Text, stop);
}
