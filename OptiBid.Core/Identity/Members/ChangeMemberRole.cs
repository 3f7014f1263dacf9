using Microsoft.EntityFrameworkCore;
using OptiBid.Core.Common;
using OptiBid.Core.Data;
using OptiBid.Core.Data.Tenancy;
using OptiBid.Core.Identity.Access;
using OptiBid.Core.Identity.Sessions;
using OptiBid.Core.Identity.SignIn;

namespace OptiBid.Core.Identity.Members;

/// <inheritdoc cref="IChangeMemberRole"/>
internal sealed class ChangeMemberRole(
    IPlatformContexts contexts,
    ICurrentUser user,
    IRecentProof recent,
    MemberDirectory directory,
    FourEyes fourEyes,
    IAuditTrail audit,
    IAccessChanged accessChanged
) : IChangeMemberRole
{
    /// <inheritdoc/>
    public async Task<Result<PermissionDiff>> PreviewAsync(Guid userId, string roleKey, CancellationToken cancellationToken = default)
    {
        if (!user.Has(Permissions.AssignRoles))
        {
            return IdentityFailures.Forbidden(Permissions.AssignRoles);
        }

        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var (member, before, _) = await MemberGuard.FindAsync(db, user, userId, "change the role of", cancellationToken);
        var roles = await RoleDirectory.ReadAsync(db, user.OrganisationId, cancellationToken);
        if (member is null || roles.GetValueOrDefault(roleKey) is not { } after)
        {
            return IdentityFailures.NotFound(member is null ? "member" : "role");
        }

        var held = RoleDirectory.NeedsSecondPerson(before.Permissions, after.Permissions);
        return Diff(before.Permissions, after.Permissions, held && await fourEyes.HasSecondPersonAsync(db, userId, cancellationToken));
    }

    /// <inheritdoc/>
    public async Task<Result<Decided<MemberView>>> ExecuteAsync(
        Guid userId,
        string roleKey,
        string? reason = null,
        CancellationToken cancellationToken = default
    )
    {
        if (!user.Has(Permissions.AssignRoles))
        {
            return IdentityFailures.Forbidden(Permissions.AssignRoles);
        }

        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        await using var transaction = await db.Database.BeginTransactionAsync(System.Data.IsolationLevel.Serializable, cancellationToken);
        var (member, before, refusal) = await MemberGuard.FindAsync(db, user, userId, "change the role of", cancellationToken);
        if (refusal is not null)
        {
            return refusal;
        }

        var roles = await RoleDirectory.ReadAsync(db, user.OrganisationId, cancellationToken);
        if (roles.GetValueOrDefault(roleKey) is not { } after)
        {
            return IdentityFailures.NotFound("role");
        }

        if (user.Beyond(after.Permissions) is { Count: > 0 } beyond)
        {
            return IdentityFailures.Exceeds(beyond);
        }

        if (member!.RoleKey == roleKey)
        {
            return (await directory.FindAsync(userId, cancellationToken)).Map(m => new Decided<MemberView>(m, null));
        }

        if (await LastAdministrator.IsItAsync(db, member, cancellationToken))
        {
            return IdentityFailures.LastAdministrator();
        }

        var isSensitive = RoleDirectory.NeedsSecondPerson(before.Permissions, after.Permissions);
        if (isSensitive && recent.Missing() is { } missing)
        {
            return missing;
        }

        var guarded = isSensitive && fourEyes.Approved is null;
        if (guarded && await fourEyes.HasSecondPersonAsync(db, userId, cancellationToken))
        {
            await transaction.RollbackAsync(cancellationToken);
            var shown = await directory.FindAsync(userId, cancellationToken);
            var id = await fourEyes.HoldAsync(
                PendingChangeKind.AssignRole,
                $"Make {shown.Value.Name} ({shown.Value.Email}) {after.Name} instead of {before.Name}",
                new AssignRoleArguments(userId, roleKey),
                userId,
                cancellationToken
            );
            return new Decided<MemberView>(null, id);
        }

        member.RoleKey = roleKey;
        audit.Append(
            db,
            new(
                "users.role_changed",
                "member",
                userId.ToString(),
                new { Role = before.Name, Permissions = before.Permissions.Order(StringComparer.Ordinal) },
                new
                {
                    Role = after.Name,
                    Permissions = after.Permissions.Order(StringComparer.Ordinal),
                    fourEyes.Approved,
                },
                guarded ? $"{reason} ({FourEyes.SoleAdministrator})".Trim() : reason
            )
            {
                SubjectUserId = userId,
            }
        );
        if (!await Races.SaveAsync(db, transaction, cancellationToken))
        {
            return IdentityFailures.Raced();
        }

        await accessChanged.UserAsync(userId, cancellationToken);
        return (await directory.FindAsync(userId, cancellationToken)).Map(m => new Decided<MemberView>(m, null));
    }

    private static PermissionDiff Diff(IReadOnlyCollection<string> before, IReadOnlyCollection<string> after, bool needsApproval) =>
        new(
            [.. after.Except(before, StringComparer.Ordinal).Order(StringComparer.Ordinal)],
            [.. before.Except(after, StringComparer.Ordinal).Order(StringComparer.Ordinal)],
            [.. before.Intersect(after, StringComparer.Ordinal).Order(StringComparer.Ordinal)],
            needsApproval
        );
}
