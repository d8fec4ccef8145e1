namespace Actors.Process.Tests.Hosts;

/// <summary>A test that needs a disk which is soon full; skipped, by name, where none can be mounted.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class SmallDiskFactAttribute : FactAttribute
{
    private static readonly Lazy<bool> CanMount = new(() =>
    {
        using var disk = SmallDisk.TryMount(1);
        return disk is not null;
    });

    /// <summary>Tries a mount.</summary>
    public SmallDiskFactAttribute() => Skip = CanMount.Value ? null! : "A small tmpfs cannot be mounted here; root may on Linux.";
}
