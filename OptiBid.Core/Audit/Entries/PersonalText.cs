using System.Collections.Frozen;
using System.Security.Cryptography;
using System.Text;
using OptiBid.Core.Cryptography.Keys;

namespace OptiBid.Core.Audit.Entries;

/// <summary>
/// Personal values in stored form: <c>enc:1:key id:base64</c>, encrypted with the key of the person and bound to the row, so that a value cannot be
/// moved to another row.
/// </summary>
internal static class PersonalText
{
    /// <summary>What is shown and written for a person who was erased.</summary>
    public const string Erased = "[erased]";

    private const string Mark = "enc:1:";
    private const int KeyIdLength = 32;

    private static readonly FrozenSet<string> s_properties = new[]
    {
        "email",
        "userName",
        "displayName",
        "fullName",
        "firstName",
        "lastName",
        "givenName",
        "familyName",
        "phone",
        "phoneNumber",
        "address",
        "ipAddress",
        "actor",
    }.ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    /// <summary>True for the name of a property whose strings are personal.</summary>
    public static bool IsPersonal(string property) => s_properties.Contains(property);

    /// <summary>Encrypts a value for a row; without a key the person was erased.</summary>
    public static string Encrypt(SubjectKey? key, Guid entryId, string value) =>
        key is null
            ? Erased
            : $"{Mark}{key.Id:N}:{Convert.ToBase64String(Aead.Encrypt(key.Secret, Encoding.UTF8.GetBytes(value), entryId.ToByteArray(bigEndian: true)))}";

    /// <summary>The value for a reader: decrypted, <see cref="Erased"/>, or as it is when it was never encrypted.</summary>
    public static string Decrypt(SubjectKeys keys, Guid entryId, string stored)
    {
        if (!stored.StartsWith(Mark, StringComparison.Ordinal) || stored.Length <= Mark.Length + KeyIdLength)
        {
            return stored;
        }

        if (
            !Guid.TryParseExact(stored.AsSpan(Mark.Length, KeyIdLength), "N", out var id)
            || keys.ForReading(id) is not { } key
            || !TryBase64(stored[(Mark.Length + KeyIdLength + 1)..], out var box)
        )
        {
            return Erased;
        }

        try
        {
            return Encoding.UTF8.GetString(Aead.Decrypt(key.Secret, box, entryId.ToByteArray(bigEndian: true)));
        }
        catch (CryptographicException)
        {
            return Erased;
        }
    }

    private static bool TryBase64(string text, out byte[] bytes)
    {
        var buffer = new byte[text.Length];
        var isGood = Convert.TryFromBase64String(text, buffer, out var length);
        bytes = buffer[..length];
        return isGood;
    }
}
