using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace OptiBid.Core.Identity.Passwords;

/// <summary>The passwords that everybody tries first: 49,000 of them, kept as sorted prefixes of SHA-1 (see Lists/LICENSE.txt).</summary>
internal static class CommonPasswords
{
    private static readonly Lazy<ulong[]> s_prefixes = new(Read);

    /// <summary>How many there are.</summary>
    public static int Count => s_prefixes.Value.Length;

    /// <summary>True when the password, whatever its case, is one of them.</summary>
    public static bool Contains(string normalised) => Array.BinarySearch(s_prefixes.Value, PrefixOf(normalised.ToLowerInvariant())) >= 0;

#pragma warning disable CA5350 // A look-up key, not a protection.
    private static ulong PrefixOf(string text) => BinaryPrimitives.ReadUInt64BigEndian(SHA1.HashData(Encoding.UTF8.GetBytes(text)));
#pragma warning restore CA5350

    private static ulong[] Read()
    {
        using var stream =
            typeof(CommonPasswords).Assembly.GetManifestResourceStream("common-passwords")
            ?? throw new InvalidOperationException("The list of common passwords is missing from the assembly");
        var bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        var prefixes = new ulong[bytes.Length / 8];
        for (var i = 0; i < prefixes.Length; i++)
        {
            prefixes[i] = BinaryPrimitives.ReadUInt64BigEndian(bytes.AsSpan(i * 8));
        }

        return prefixes;
    }
}
