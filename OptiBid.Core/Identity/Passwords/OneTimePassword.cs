using System.Security.Cryptography;

namespace OptiBid.Core.Identity.Passwords;

/// <summary>Makes passwords that are shown once.</summary>
internal static class OneTimePassword
{
    private const string Alphabet = "abcdefghjkmnpqrstuvwxyz23456789";

    /// <summary>Twenty random characters in groups of five, about 99 bits, without letters that look alike.</summary>
    public static string Create() =>
        string.Join('-', Enumerable.Range(0, 4).Select(_ => new string(RandomNumberGenerator.GetItems<char>(Alphabet, 5))));
}
