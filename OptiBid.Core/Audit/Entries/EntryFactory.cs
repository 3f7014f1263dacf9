using System.Security.Cryptography;
using System.Text;
using OptiBid.Core.Cryptography.Keys;
using OptiBid.Core.Data;
using OptiBid.Core.Identity;
using OptiBid.Core.Identity.Sessions;

namespace OptiBid.Core.Audit.Entries;

/// <summary>Who acts, as the row keeps it.</summary>
internal sealed record AuditActor(Guid UserId, Guid OrganisationId, string Name, Guid? SessionId, string? Address)
{
    private const string Anonymous = "anonymous";

    /// <summary>The actor of a scope.</summary>
    public static AuditActor Of(ICurrentUser user, IRequestOrigin? origin) =>
        user.IsAuthenticated
            ? new(user.UserId, user.OrganisationId, user.Name, origin?.SessionId, origin?.Address)
            : new(Guid.Empty, Guid.Empty, Anonymous, origin?.SessionId, origin?.Address);

    /// <summary>True for the platform and for somebody unknown, whose name is nobody's data.</summary>
    public bool IsNobody => UserId == Guid.Empty || UserId == SystemUser.Id;
}

/// <summary>Makes rows: cleans, encrypts, hashes and seals them.</summary>
internal sealed class EntryFactory(SubjectKeys keys, IKeyVault vault, TimeProvider time)
{
    private const int LongestJson = 64 * 1024;
    private readonly Lazy<byte[]> _seal = new(() => vault.DeriveKey(EntryRecord.SealPurpose));

    /// <summary>A row; keys that it needs are added to <paramref name="db"/>.</summary>
    public AuditEntry Create(OptiBidDbContext db, AuditActor actor, AuditEvent happened)
    {
        var now = time.GetUtcNow();
        var id = Guid.CreateVersion7(now);
        var subject = SubjectOf(happened) ?? actor.UserId;
        string Sealed(Guid person, string value) => PersonalText.Encrypt(keys.ForWriting(db, person), id, value);
        string? Json(object? value) =>
            value is null
                ? null
                : Limited(CanonicalJson.Of(value, (name, text) => PersonalText.IsPersonal(name) ? Sealed(subject, text) : text));

        var entry = new AuditEntry
        {
            Id = id,
            OrganisationId = happened.OrganisationId ?? actor.OrganisationId,
            AtUtc = new(now.UtcTicks - (now.UtcTicks % 10), DateTimeKind.Utc),
            ActorId = actor.UserId,
            Actor = actor.IsNobody ? actor.Name : Sealed(actor.UserId, PlainText.Clean(actor.Name, 256)),
            SessionId = actor.SessionId,
            Address = actor.Address is { } address
                ? Sealed(actor.UserId == Guid.Empty ? subject : actor.UserId, PlainText.Clean(address, 64))
                : null,
            Action = PlainText.Clean(happened.Action, AuditEntry.ActionLength),
            ObjectType = PlainText.Clean(happened.ObjectType, AuditEntry.TypeLength),
            ObjectId = happened.ObjectId is { } objectId ? PlainText.Clean(objectId, AuditEntry.ObjectIdLength) : null,
            Before = Json(happened.Before),
            After = Json(happened.After),
            Reason = happened.Reason is { } reason ? PlainText.Clean(reason, AuditEntry.ReasonLength) : null,
            Succeeded = happened.Succeeded,
        };
        entry.LeafHash = EntryRecord.LeafOf(entry);
        entry.Seal = EntryRecord.SealOf(entry.LeafHash, _seal.Value);
        return entry;
    }

    /// <summary>Whose data the fields of an event are, when not the actor's.</summary>
    private static Guid? SubjectOf(AuditEvent happened) =>
        happened.SubjectUserId ?? (happened.ObjectType == "user" && Guid.TryParse(happened.ObjectId, out var user) ? user : null);

    /// <summary>What is too long for a row is named by its length and hash.</summary>
    private static string Limited(string json)
    {
        var bytes = Encoding.UTF8.GetByteCount(json);
        return bytes <= LongestJson
            ? json
            : CanonicalJson.Of(
                new
                {
                    TooLong = true,
                    Bytes = bytes,
                    Sha256 = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(json))),
                }
            );
    }
}
