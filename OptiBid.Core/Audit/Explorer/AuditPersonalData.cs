using Microsoft.EntityFrameworkCore;
using OptiBid.Core.Audit.Entries;
using OptiBid.Core.Data;
using OptiBid.Core.Identity.Privacy;

namespace OptiBid.Core.Audit.Explorer;

/// <summary>
/// The log as a keeper of personal data: exports the rows by and about a person. Rows are never deleted; erasing destroys the key of what is personal in
/// them, and hashes, tree and signatures stay good.
/// </summary>
internal sealed class AuditPersonalData(SubjectKeys keys) : IPersonalData, IForgetSubject
{
    /// <inheritdoc/>
    public string Name => "audit";

    /// <inheritdoc/>
    public IReadOnlyCollection<string> Tables => ["audit_entries", "audit_subject_keys"];

    /// <inheritdoc/>
    public async Task<IReadOnlyList<object>> ExportAsync(OptiBidDbContext db, PersonalDataScope scope, CancellationToken cancellationToken)
    {
        var (person, text) = (scope.Subject.Id, scope.Subject.Id.ToString());
        var entries = await db.Set<AuditEntry>()
            .AsNoTracking()
            .Where(e => e.ActorId == person || e.ObjectId == text)
            .Where(e => scope.OrganisationId == null || e.OrganisationId == scope.OrganisationId)
            .OrderBy(e => e.AtUtc)
            .ToListAsync(cancellationToken);
        return [.. entries.Select(e => e.ToRow(keys))];
    }

    /// <inheritdoc/>
    public Task<int> EraseAsync(OptiBidDbContext db, PersonalDataScope scope, CancellationToken cancellationToken) => Task.FromResult(0);

    /// <inheritdoc/>
    public async Task<IReadOnlyCollection<Guid>> SearchAsync(OptiBidDbContext db, Guid userId, CancellationToken cancellationToken)
    {
        var text = userId.ToString();
        return await db.Set<AuditEntry>()
            .Where(e => e.ActorId == userId || (e.ObjectId == text && (e.ObjectType == "user" || e.ObjectType == "member")))
            .Select(e => e.OrganisationId)
            .Distinct()
            .ToListAsync(cancellationToken);
    }

    /// <inheritdoc/>
    public Task<int> ForgetAsync(OptiBidDbContext db, Guid userId, CancellationToken cancellationToken) =>
        keys.EraseAsync(db, userId, cancellationToken);

    /// <inheritdoc/>
    public void Committed() => keys.Forget();
}
