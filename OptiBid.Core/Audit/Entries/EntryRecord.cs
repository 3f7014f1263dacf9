using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using OptiBid.Core.Cryptography.Merkle;

namespace OptiBid.Core.Audit.Entries;

/// <summary>The canonical text of a row: what its leaf is the hash of. It is the stored form, with personal values encrypted.</summary>
internal static class EntryRecord
{
    /// <summary>Purpose of the key that seals rows.</summary>
    public const string SealPurpose = "audit-row-seal";

    /// <summary>One line of canonical JSON.</summary>
    public static string TextOf(AuditEntry entry)
    {
        var text = new StringBuilder(512);
        text.Append('{');
        Add(text, "action", entry.Action);
        Add(text, "actor", entry.Actor);
        Add(text, "actorId", Text(entry.ActorId));
        Add(text, "address", entry.Address);
        AddRaw(text, "after", entry.After ?? "null");
        Add(text, "at", entry.AtUtc.ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", CultureInfo.InvariantCulture));
        AddRaw(text, "before", entry.Before ?? "null");
        Add(text, "id", Text(entry.Id));
        Add(text, "objectId", entry.ObjectId);
        Add(text, "objectType", entry.ObjectType);
        Add(text, "organisationId", Text(entry.OrganisationId));
        Add(text, "reason", entry.Reason);
        Add(text, "sessionId", entry.SessionId is { } session ? Text(session) : null);
        AddRaw(text, "succeeded", entry.Succeeded ? "true" : "false");
        text[^1] = '}';
        return text.ToString();
    }

    /// <summary>The leaf of a row, computed from its columns.</summary>
    public static byte[] LeafOf(AuditEntry entry) => MerkleTree.LeafHash(Encoding.UTF8.GetBytes(TextOf(entry)));

    /// <summary>The seal of a leaf.</summary>
    public static byte[] SealOf(byte[] leafHash, byte[] key) => HMACSHA256.HashData(key, leafHash);

    /// <summary>True when this installation wrote the leaf.</summary>
    public static bool IsSealed(byte[] leafHash, byte[] seal, byte[] key) =>
        CryptographicOperations.FixedTimeEquals(SealOf(leafHash, key), seal);

    private static string Text(Guid id) => id.ToString("D");

    private static void Add(StringBuilder text, string name, string? value)
    {
        text.Append('"').Append(name).Append("\":");
        if (value is null)
        {
            text.Append("null");
        }
        else
        {
            CanonicalJson.AppendString(text, value);
        }

        text.Append(',');
    }

    private static void AddRaw(StringBuilder text, string name, string json) =>
        text.Append('"').Append(name).Append("\":").Append(json).Append(',');
}
