using System.Collections.Concurrent;
using System.Security.Cryptography;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using OptiBid.Core.Cryptography.Keys;
using OptiBid.Core.Data;
using OptiBid.Core.Data.Tenancy;

namespace OptiBid.Core.Audit.Entries;

/// <summary>The key that a person's data in the log is encrypted with. Erasing it erases the data; the log stays as it is.</summary>
internal sealed class AuditSubjectKey
{
    public required Guid Id { get; init; }

    /// <summary>The person. Two requests at once may make two keys for one.</summary>
    public required Guid SubjectId { get; init; }

    /// <summary>The key, encrypted by the vault; null once it is erased.</summary>
    public byte[]? Key { get; set; }

    public required DateTime CreatedAtUtc { get; init; }

    public DateTime? ErasedAtUtc { get; set; }

    /// <summary>The table.</summary>
    internal sealed class Configuration : IEntityTypeConfiguration<AuditSubjectKey>
    {
        /// <inheritdoc/>
        public void Configure(EntityTypeBuilder<AuditSubjectKey> builder)
        {
            builder.ToTable("audit_subject_keys");
            builder.Property(k => k.Id).ValueGeneratedNever();
            builder.HasIndex(k => k.SubjectId);
        }
    }
}

/// <summary>A key in use.</summary>
internal sealed record SubjectKey(Guid Id, byte[] Secret);

/// <summary>Finds and makes the keys of persons. Keys that are committed are kept for a minute.</summary>
internal sealed class SubjectKeys(IPlatformContexts contexts, IKeyVault vault, TimeProvider time)
{
    private const string Purpose = "audit-subject-key";
    private const int Kept = 10_000;
    private static readonly TimeSpan s_keep = TimeSpan.FromMinutes(1);
    private readonly ConcurrentDictionary<Guid, (SubjectKey? Key, DateTime UntilUtc)> _bySubject = new();
    private readonly ConcurrentDictionary<Guid, (SubjectKey? Key, DateTime UntilUtc)> _byId = new();

    /// <summary>The key to write with, new ones stored, on SQLite with <paramref name="db"/>; null for a person who was erased.</summary>
    public SubjectKey? ForWriting(OptiBidDbContext db, Guid subject)
    {
        var now = time.GetUtcNow().UtcDateTime;
        if (_bySubject.TryGetValue(subject, out var held) && held.UntilUtc > now)
        {
            return held.Key;
        }

        // Not the caller's context: what is not committed may be rolled back and must not be kept.
        using var reading = contexts.CreateDbContext();
        var stored = reading.Set<AuditSubjectKey>().AsNoTracking().Where(k => k.SubjectId == subject).OrderBy(k => k.CreatedAtUtc).ToList();
        if (stored.Exists(k => k.ErasedAtUtc is not null))
        {
            return Keep(_bySubject, subject, null, now);
        }

        if (stored.Count > 0)
        {
            return Keep(_bySubject, subject, Open(stored[0]), now);
        }

        var added = db.Set<AuditSubjectKey>().Local.FirstOrDefault(k => k.SubjectId == subject);
        if (added is null)
        {
            added = new()
            {
                Id = Guid.CreateVersion7(),
                SubjectId = subject,
                Key = vault.Protect(Purpose, RandomNumberGenerator.GetBytes(32)),
                CreatedAtUtc = now,
            };
            // On PostgreSQL the caller may act as one organisation, which has no right to this table. SQLite has one writer, maybe the caller.
            if (db.Database.IsNpgsql())
            {
                reading.Add(added);
                reading.SaveChanges();
            }
            else
            {
                db.Add(added);
            }
        }

        return Open(added);
    }

    /// <summary>A key to read with; null when it was erased or never was.</summary>
    public SubjectKey? ForReading(Guid id)
    {
        var now = time.GetUtcNow().UtcDateTime;
        if (_byId.TryGetValue(id, out var held) && held.UntilUtc > now)
        {
            return held.Key;
        }

        using var reading = contexts.CreateDbContext();
        var stored = reading.Set<AuditSubjectKey>().AsNoTracking().SingleOrDefault(k => k.Id == id);
        return Keep(_byId, id, stored is null ? null : Open(stored), now);
    }

    /// <summary>Destroys the keys of a person for good; the number destroyed.</summary>
    public async Task<int> EraseAsync(OptiBidDbContext db, Guid subject, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow().UtcDateTime;
        var keys = await db.Set<AuditSubjectKey>().Where(k => k.SubjectId == subject).ToListAsync(cancellationToken);
        if (keys.Count == 0)
        {
            keys.Add(
                new()
                {
                    Id = Guid.CreateVersion7(),
                    SubjectId = subject,
                    CreatedAtUtc = now,
                }
            );
            db.Add(keys[0]);
        }

        var destroyed = keys.Count(k => k.Key is not null);
        foreach (var key in keys)
        {
            key.Key = null;
            key.ErasedAtUtc ??= now;
        }

        return destroyed;
    }

    /// <summary>Drops what is kept of a person's keys in this process.</summary>
    public void Forget()
    {
        _bySubject.Clear();
        _byId.Clear();
    }

    private SubjectKey? Open(AuditSubjectKey stored) => stored.Key is null ? null : new(stored.Id, vault.Unprotect(Purpose, stored.Key));

    private static SubjectKey? Keep(
        ConcurrentDictionary<Guid, (SubjectKey? Key, DateTime UntilUtc)> kept,
        Guid id,
        SubjectKey? key,
        DateTime now
    )
    {
        if (kept.Count >= Kept)
        {
            kept.Clear();
        }

        kept[id] = (key, now + s_keep);
        return key;
    }
}
