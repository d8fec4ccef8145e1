namespace Actors.Amqp.Tests.Clients;

/// <summary>A test with a client of Node.js, whose packages are installed beside its script; skipped, by name, where that cannot be.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class NodeFactAttribute : FactAttribute
{
    private static readonly Lazy<bool> IsInstalled = new(() =>
        Directory.Exists(Tool.PathOf("amqplib/node_modules")) || Tool.IsThere("npm", "ci", "--no-audit", "--no-fund", "--prefix", Tool.PathOf("amqplib")));

    /// <summary>Installs the packages.</summary>
    public NodeFactAttribute() => Skip = IsInstalled.Value ? null! : "amqplib cannot be installed (npm ci).";
}
