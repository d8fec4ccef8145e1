using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Actors.Gateway.Http;

/// <summary>Whether the process lives, and whether it can do its work. Open to everybody.</summary>
internal static class HealthEndpoints
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/health/live", static () => "live\n");
        routes.MapGet("/health/ready", Ready);
    }

    private static IResult Ready(HttpContext context) =>
        context.RequestServices.GetService<IBrokerHealth>()?.Fault is { } fault
            ? Results.Text($"not ready: {fault}\n", statusCode: StatusCodes.Status503ServiceUnavailable)
            : Results.Text("ready\n");
}
