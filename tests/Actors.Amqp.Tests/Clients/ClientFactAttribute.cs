namespace Actors.Amqp.Tests.Clients;

/// <summary>A test with somebody else's client; skipped, by name, where that is not installed.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class ClientFactAttribute : FactAttribute
{
    /// <summary>Asks for a client.</summary>
    /// <param name="what">The client, and where it comes from.</param>
    /// <param name="program">A program that knows whether it is there.</param>
    /// <param name="arguments">What makes it say so, by its exit code.</param>
    public ClientFactAttribute(string what, string program, params string[] arguments) =>
        Skip = Tool.IsThere(program, arguments) ? null! : $"{what} is not installed.";
}
