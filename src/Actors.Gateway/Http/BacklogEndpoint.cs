using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Actors.Gateway.Http;

/// <summary>How much work a queue or subscription has for how many consumers: what autoscalers ask for.</summary>
internal static class BacklogEndpoint
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapGet("/api/backlog", static (IBroker broker, string source, CancellationToken cancelled) => LookAsync(broker, source, cancelled));

    // What is delayed is nobody's work yet.
    private static async Task<IResult> LookAsync(IBroker broker, string source, CancellationToken cancelled)
    {
        try
        {
            var entity = await broker.DescribeAsync(source, cancelled);
            var backlog = entity.Ready + entity.Leased;
            return entity.Kind == EntityKind.Topic
                ? EntityEndpoints.Refusal(ErrorCode.InvalidArgument, $"'{source}' is a topic; ask for one of its subscriptions as {source}{EntityName.Separator}<subscription>.")
                : Results.Json(new BacklogView(backlog, entity.Consumers, (double)backlog / Math.Max(entity.Consumers, 1)), GatewayJson.Default.BacklogView);
        }
        catch (BrokerException error)
        {
            return EntityEndpoints.Refusal(error.Code, error.Message);
        }
    }
}
