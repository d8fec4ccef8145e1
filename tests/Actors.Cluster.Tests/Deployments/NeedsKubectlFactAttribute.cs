namespace Actors.Cluster.Tests.Deployments;

/// <summary>A test that asks kubectl; where there is none it is skipped, and says so.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class NeedsKubectlFactAttribute : FactAttribute
{
    public NeedsKubectlFactAttribute()
    {
        if (!IsThere())
        {
            Skip = "kubectl is not installed on this machine.";
        }
    }

    private static bool IsThere() => (Environment.GetEnvironmentVariable("PATH") ?? "")
        .Split(Path.PathSeparator).Any(folder => File.Exists(Path.Combine(folder, OperatingSystem.IsWindows() ? "kubectl.exe" : "kubectl")));
}
