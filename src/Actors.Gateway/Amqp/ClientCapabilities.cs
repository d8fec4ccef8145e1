namespace Actors.Gateway.Amqp;

/// <summary>What a client can take beyond the bare protocol.</summary>
/// <param name="CancelNotify">It wants to be told when a consumer ends without having asked for it.</param>
/// <param name="Blocked">It wants to be told when publishing is held back.</param>
/// <param name="AuthenticationFailureClose">It wants to be told when its credentials are wrong.</param>
internal readonly record struct ClientCapabilities(bool CancelNotify, bool Blocked, bool AuthenticationFailureClose)
{
    /// <summary>Reads what a client says about itself.</summary>
    /// <param name="properties">Its properties.</param>
    public static ClientCapabilities Of(MessageHeaders properties) =>
        properties.TryGet("capabilities", out var value) && value.Kind == HeaderKind.Table
            ? new(Has(value.AsTable(), "consumer_cancel_notify"), Has(value.AsTable(), "connection.blocked"), Has(value.AsTable(), "authentication_failure_close"))
            : default;

    private static bool Has(MessageHeaders capabilities, string name) =>
        capabilities.TryGet(name, out var value) && value.Kind == HeaderKind.Boolean && value.AsBoolean();
}
