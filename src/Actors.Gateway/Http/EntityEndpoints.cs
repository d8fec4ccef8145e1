using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Actors.Gateway.Http;

/// <summary>Lists and descriptions of queues, topics and subscriptions.</summary>
internal static class EntityEndpoints
{
    private const int DefaultPage = 100;
    private const int LargestPage = 1_000;

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/api/queues", static (IBroker broker, string? after, int? max, CancellationToken cancelled) =>
            ListAsync(broker, static entity => entity.Kind == EntityKind.Queue, after, max, cancelled));
        routes.MapGet("/api/queues/{name}", static (IBroker broker, string name, CancellationToken cancelled) =>
            DescribeAsync(broker, name, EntityKind.Queue, cancelled));
        routes.MapGet("/api/topics", static (IBroker broker, string? after, int? max, CancellationToken cancelled) =>
            ListAsync(broker, static entity => entity.Kind == EntityKind.Topic, after, max, cancelled));
        routes.MapGet("/api/topics/{name}", static (IBroker broker, string name, CancellationToken cancelled) =>
            DescribeAsync(broker, name, EntityKind.Topic, cancelled));
        routes.MapGet("/api/topics/{topic}/subscriptions", static (IBroker broker, string topic, string? after, int? max, CancellationToken cancelled) =>
            ListAsync(broker, entity => entity.Kind == EntityKind.Subscription && EntityName.Split(entity.Address).Entity == topic, after, max, cancelled));
        routes.MapGet("/api/topics/{topic}/subscriptions/{name}", static (IBroker broker, string topic, string name, CancellationToken cancelled) =>
            DescribeAsync(broker, EntityName.Subscription(topic, name), EntityKind.Subscription, cancelled));
    }

    /// <summary>An error as JSON, with the HTTP status that comes closest to it.</summary>
    /// <param name="code">Why, for programs.</param>
    /// <param name="text">Why, for people.</param>
    public static IResult Refusal(ErrorCode code, string text) => Results.Json(new ErrorView(code.ToString(), text), GatewayJson.Default.ErrorView, statusCode: code switch
    {
        ErrorCode.InvalidArgument or ErrorCode.LimitExceeded => StatusCodes.Status400BadRequest,
        ErrorCode.Unauthorized => StatusCodes.Status401Unauthorized,
        ErrorCode.NotFound or ErrorCode.Deleted => StatusCodes.Status404NotFound,
        ErrorCode.Unavailable => StatusCodes.Status503ServiceUnavailable,
        _ => StatusCodes.Status500InternalServerError,
    });

    private static async Task<IResult> ListAsync(IBroker broker, Func<EntityDescription, bool> wanted, string? after, int? max, CancellationToken cancelled)
    {
        var most = max ?? DefaultPage;
        if (most is < 1 or > LargestPage)
        {
            return Refusal(ErrorCode.InvalidArgument, $"The parameter max {most} is out of range; allowed: 1 to {LargestPage}.");
        }

        try
        {
            // Pages of the broker hold entities of every kind: go on until enough of the wanted kind were found.
            var found = new List<EntityView>();
            while (true)
            {
                var page = await broker.ListAsync(after, LargestPage, cancelled);
                foreach (var entity in page)
                {
                    after = entity.Address;
                    if (wanted(entity))
                    {
                        if (found.Count == most)
                        {
                            return Page(found, found[^1].Address);
                        }

                        found.Add(EntityView.Of(entity));
                    }
                }

                if (page.Count < LargestPage)
                {
                    return Page(found, next: null);
                }
            }
        }
        catch (BrokerException error)
        {
            return Refusal(error.Code, error.Message);
        }
    }

    private static async Task<IResult> DescribeAsync(IBroker broker, string address, EntityKind kind, CancellationToken cancelled)
    {
        try
        {
            var entity = await broker.DescribeAsync(address, cancelled);
            return entity.Kind == kind
                ? Results.Json(EntityView.Of(entity), GatewayJson.Default.EntityView)
                : Refusal(ErrorCode.NotFound, $"'{address}' is a {Named(entity.Kind)} and not a {Named(kind)}.");
        }
        catch (BrokerException error)
        {
            return Refusal(error.Code, error.Message);
        }
    }

    private static string Named(EntityKind kind) => kind.ToString().ToLowerInvariant();

    private static IResult Page(List<EntityView> items, string? next) => Results.Json(new EntityPage(items, next), GatewayJson.Default.EntityPage);
}
