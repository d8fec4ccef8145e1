namespace Actors.Journal;

/// <summary>A page of a sidecar is not what was written; the sidecar is made again from its segment.</summary>
internal sealed class SidecarDamagedException(string file, int page)
    : IOException($"Page {page} of '{file}' does not match its checksum.");
