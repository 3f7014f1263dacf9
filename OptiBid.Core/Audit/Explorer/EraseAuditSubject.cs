using OptiBid.Core.Audit.Entries;
using OptiBid.Core.Common;
using OptiBid.Core.Data;
using OptiBid.Core.Data.Tenancy;
using OptiBid.Core.Identity;

namespace OptiBid.Core.Audit.Explorer;

/// <inheritdoc cref="IEraseAuditSubject"/>
internal sealed class EraseAuditSubject(IPlatformContexts contexts, SubjectKeys keys, IAuditTrail trail, ICurrentUser user)
    : IEraseAuditSubject
{
    /// <inheritdoc/>
    public async Task<Result<int>> ExecuteAsync(Guid subjectId, string reason, CancellationToken cancellationToken = default)
    {
        if (!user.Has(Permissions.ErasePersonalData))
        {
            return AuditFailures.Forbidden(Permissions.ErasePersonalData);
        }

        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var destroyed = await keys.EraseAsync(db, subjectId, cancellationToken);
        // The row itself names the person by id only.
        trail.Append(
            db,
            new("audit.subject_erased", "audit_subject", subjectId.ToString(), After: new { Keys = destroyed }, Reason: reason)
        );
        await db.SaveChangesAsync(cancellationToken);
        keys.Forget();
        return destroyed;
    }
}
