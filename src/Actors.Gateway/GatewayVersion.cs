namespace Actors.Gateway;

/// <summary>What the broker calls itself.</summary>
internal static class GatewayVersion
{
    /// <summary>Name and version.</summary>
    public static string Name { get; } = $"Actors {typeof(GatewayVersion).Assembly.GetName().Version!.ToString(3)}";
}
