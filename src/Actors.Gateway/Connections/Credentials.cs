using System.Security.Cryptography;
using System.Text;

namespace Actors.Gateway.Connections;

/// <summary>Who may come in.</summary>
/// <param name="options">The user and password, if there are any.</param>
internal sealed class Credentials(GatewayOptions options)
{
    private readonly byte[]? _expected = string.IsNullOrEmpty(options.User) ? null : Digest(options.User, options.Password!);

    /// <summary>Whether credentials are asked for at all.</summary>
    public bool AreRequired => _expected is not null;

    /// <summary>Whether these will do. Takes the same time whatever is wrong with them.</summary>
    /// <param name="user">The user.</param>
    /// <param name="password">The password.</param>
    public bool Allow(string user, string password) =>
        _expected is null || CryptographicOperations.FixedTimeEquals(_expected, Digest(user, password));

    // Digests have one length, so comparing them tells nothing about the lengths of what they are made of.
    private static byte[] Digest(string user, string password)
    {
        Span<byte> parts = stackalloc byte[2 * SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes(user), parts);
        SHA256.HashData(Encoding.UTF8.GetBytes(password), parts[SHA256.HashSizeInBytes..]);
        return SHA256.HashData(parts);
    }
}
