using Actors.Gateway.Settings;

namespace Actors.Hosting;

/// <summary>The folder of the journal, as the host was told it.</summary>
internal static class DataFolder
{
    /// <summary>Its key in the configuration.</summary>
    public const string Key = HostSettings.Section + "Data";

    /// <summary>Its full path; <c>data</c> in the current folder unless set.</summary>
    public static string Of(HostSettings settings) => Path.GetFullPath(settings.Configuration[Key] is { } data && !string.IsNullOrWhiteSpace(data) ? data : "data");
}
