using System.Diagnostics;

namespace Actors.Cluster.Tests.Deployments;

/// <summary>The folder of deployment files, and the tools that read them.</summary>
internal static class Folder
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    public static string Root { get; } = FindRoot();

    public static string Deploy { get; } = Path.Combine(Root, "deploy");

    public static string Base { get; } = Path.Combine(Deploy, "kubernetes", "base");

    public static string Read(params string[] path) => File.ReadAllText(Path.Combine([Deploy, .. path]));

    /// <summary>All documents that a kustomization lists in files of its own folder.</summary>
    public static IReadOnlyList<Manifest> Resources(string folder) =>
    [
        .. Manifest.Parse(File.ReadAllText(Path.Combine(folder, "kustomization.yaml")))[0].Texts("resources")
            .SelectMany(resource => Directory.Exists(Path.Combine(folder, resource)) ? Resources(Path.GetFullPath(Path.Combine(folder, resource))) : Manifest.Parse(File.ReadAllText(Path.Combine(folder, resource)))),
    ];

    /// <summary>Runs a program to its end.</summary>
    /// <returns>What it wrote.</returns>
    public static async Task<string> RunAsync(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEndAsync();
        try
        {
            await process.WaitForExitAsync().WaitAsync(Patience);
        }
        catch (TimeoutException)
        {
            process.Kill();
            throw new TimeoutException($"{program} did not end within {Patience.TotalSeconds} seconds.");
        }

        Assert.True(process.ExitCode == 0, $"{program} {string.Join(' ', arguments)} ended with {process.ExitCode}: {await errors}");
        return await output;
    }

    /// <summary>The settings that the host knows, as environment variables: taken from what it says about its options.</summary>
    public static async Task<IReadOnlySet<string>> SettingsAsync()
    {
        var output = new DirectoryInfo(AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar));
        var host = Path.Combine(Root, "silo-host", "bin", output.Parent!.Name, output.Name, "actors-silo.dll");
        var help = await RunAsync("dotnet", host, "--help");
        return help.Split('\n').Select(line => line.Trim())
            .Where(line => line.StartsWith("--", StringComparison.Ordinal))
            .Select(line => $"ACTORS__{line.Split(' ')[0][2..].Replace("-", "", StringComparison.Ordinal).Replace(":", "__", StringComparison.Ordinal).ToUpperInvariant()}")
            .ToHashSet();
    }

    private static string FindRoot()
    {
        for (var folder = AppContext.BaseDirectory; folder is not null; folder = Path.GetDirectoryName(folder))
        {
            if (File.Exists(Path.Combine(folder, "Actors.sln")))
            {
                return folder;
            }
        }

        throw new InvalidOperationException($"No folder above {AppContext.BaseDirectory} holds Actors.sln.");
    }
}
