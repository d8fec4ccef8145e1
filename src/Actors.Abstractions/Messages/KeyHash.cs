using System.Text;

namespace Actors;

/// <summary>The number that stands for a key wherever keys are told apart. Kept in journals: it never changes.</summary>
/// <remarks>
/// FNV-1a with 64 bits, its bits mixed once more. Among a million keys the odds that any two share a number are one to
/// forty million; such keys would be treated as one key, and nothing would be lost.
/// </remarks>
internal static class KeyHash
{
    private const ulong Basis = 14695981039346656037;
    private const ulong Prime = 1099511628211;

    public static ulong Of(string key) => Of(Encoding.UTF8.GetBytes(key));

    public static ulong Of(ReadOnlySpan<byte> key)
    {
        var hash = Basis;
        foreach (var part in key)
        {
            hash = (hash ^ part) * Prime;
        }

        hash ^= hash >> 33;
        hash *= 0xff51afd7ed558ccd;
        hash ^= hash >> 33;
        return hash == 0 ? 1 : hash;
    }
}
