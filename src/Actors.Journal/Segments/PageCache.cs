namespace Actors.Journal;

/// <summary>
/// The sidecar pages used lately, at most 128 of 4 KiB for the whole journal. Every page has one place, so a lookup is
/// one comparison; pages never change, so no lock is needed.
/// </summary>
internal sealed class PageCache
{
    private readonly SidecarPage?[] _pages = new SidecarPage?[128];

    internal SidecarPage Get(Sidecar sidecar, int number)
    {
        ref SidecarPage? place = ref _pages[(uint)HashCode.Combine(sidecar, number) % (uint)_pages.Length];
        SidecarPage? page = Volatile.Read(ref place);
        if (page?.Sidecar != sidecar || page.Number != number)
        {
            page = sidecar.ReadPage(number);
            Volatile.Write(ref place, page);
        }

        return page;
    }
}
