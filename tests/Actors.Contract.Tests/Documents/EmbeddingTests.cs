using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Actors.Contract.Tests.Documents;

/// <summary>What the README says about a broker inside a service.</summary>
public sealed class EmbeddingTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("actors-readme-");

    [Fact]
    public async Task A_service_with_the_broker_inside_handles_what_is_published()
    {
        var dataPath = _folder.FullName;
        var builder = WebApplication.CreateBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseSetting("urls", "http://127.0.0.1:0");
        builder.Services.AddActors(options => options.DataPath = dataPath);
        builder.Services.AddHostedService<ThumbnailWorker>();
        await using var service = builder.Build();
        await service.StartAsync();
        var broker = service.Services.GetRequiredService<IBroker>();
        await broker.DeclareAsync(new QueueDefinition("thumbnails"));

        await broker.PublishAsync("thumbnails", new Message("cat.png"));

        Assert.Equal("cat.png", await NextThumbnailAsync());
        await service.StopAsync();
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private static async Task<string> NextThumbnailAsync()
    {
        try
        {
            return await Thumbnails.Made.ReadAsync().AsTask().WaitAsync(Patience);
        }
        catch (TimeoutException)
        {
            return $"no thumbnail within {Patience}";
        }
    }
}
