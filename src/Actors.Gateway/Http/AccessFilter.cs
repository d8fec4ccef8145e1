using System.Net.Http.Headers;
using System.Text;
using Actors.Gateway.Connections;
using Microsoft.AspNetCore.Http;

namespace Actors.Gateway.Http;

/// <summary>Asks for the same credentials as the native protocol, by HTTP's Basic scheme (RFC 7617).</summary>
internal sealed class AccessFilter(Credentials credentials) : IEndpointFilter
{
    /// <inheritdoc/>
    public ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        if (!credentials.AreRequired || IsAllowed(context.HttpContext.Request.Headers.Authorization))
        {
            return next(context);
        }

        context.HttpContext.Response.Headers.WWWAuthenticate = "Basic realm=\"Actors\", charset=\"UTF-8\"";
        return ValueTask.FromResult<object?>(EntityEndpoints.Refusal(ErrorCode.Unauthorized, "This broker asks for a user and a password."));
    }

    private bool IsAllowed(string? header)
    {
        if (!AuthenticationHeaderValue.TryParse(header, out var value) || !"Basic".Equals(value.Scheme, StringComparison.OrdinalIgnoreCase) || value.Parameter is null)
        {
            return false;
        }

        var bytes = new byte[value.Parameter.Length];
        if (!Convert.TryFromBase64String(value.Parameter, bytes, out var length))
        {
            return false;
        }

        var pair = Encoding.UTF8.GetString(bytes, 0, length).Split(':', 2);
        return pair.Length == 2 && credentials.Allow(pair[0], pair[1]);
    }
}
