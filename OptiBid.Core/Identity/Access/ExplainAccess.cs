using Microsoft.EntityFrameworkCore;
using OptiBid.Core.Common;
using OptiBid.Core.Data.Tenancy;
using OptiBid.Core.Identity.Members;
using OptiBid.Core.Identity.Organisations;
using OptiBid.Core.Identity.Users;

namespace OptiBid.Core.Identity.Access;

/// <inheritdoc cref="IExplainAccess"/>
internal sealed class ExplainAccess(
    IPlatformContexts contexts,
    MemberDirectory directory,
    IFindAccess access,
    ICurrentUser user,
    TimeProvider time
) : IExplainAccess
{
    /// <inheritdoc/>
    public async Task<Result<AccessExplanation>> ExecuteAsync(Guid userId, string permission, CancellationToken cancellationToken = default)
    {
        if (!user.Has(Permissions.ExplainAccess))
        {
            return IdentityFailures.Forbidden(Permissions.ExplainAccess);
        }

        if (!Permissions.All.Contains(permission, StringComparer.Ordinal))
        {
            return IdentityFailures.Invalid("permission", $"There is no permission '{permission}'");
        }

        var found = await directory.FindAsync(userId, cancellationToken);
        if (found.Failure is { } failure)
        {
            return failure;
        }

        var member = found.Value;
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var organisation = await db.Set<Organisation>().AsNoTracking().SingleAsync(o => o.Id == user.OrganisationId, cancellationToken);
        var account = await db.Set<User>().AsNoTracking().SingleAsync(u => u.Id == userId, cancellationToken);
        var roles = await RoleDirectory.ReadAsync(db, user.OrganisationId, cancellationToken);
        var role = roles.GetValueOrDefault(member.RoleKey) ?? RoleDirectory.Missing(member.RoleKey);
        List<AccessLink> chain =
        [
            new(
                "organisation",
                organisation.Status == OrganisationStatus.Active
                    ? Sentence.Of($"{organisation.Name} is active")
                    : $"{organisation.Name} is {Sentence.FromString(organisation.Status.ToString().ToLowerInvariant())}: nobody may do anything",
                organisation.Status == OrganisationStatus.Active
            ),
            new(
                "membership",
                member.SuspendedAtUtc is { } since
                    ? Sentence.Of($"{member.Name} is suspended since {since:yyyy-MM-dd HH:mm} UTC")
                    : $"{member.Name} is a member since {member.JoinedAtUtc:yyyy-MM-dd}",
                member.IsActive
            ),
            new("source", Source(member.Source), true),
        ];
        chain.Add(
            Permissions.OfPlatform.Contains(permission, StringComparer.Ordinal)
                ? new(
                    "platform",
                    account.IsPlatformOperator ? "Operates the platform" : "Only operators of the platform hold it; no role can give it",
                    account.IsPlatformOperator
                )
                : new(
                    "role",
                    $"The {(role.IsBuiltIn ? Sentence.Of("built-in") : "custom")} role {role.Name} {(role.Permissions.Contains(permission) ? Sentence.Of("allows") : "does not allow")} {permission}",
                    role.Permissions.Contains(permission)
                )
        );
        chain.AddRange(Blocks(organisation.Policy, member, account));
        // The answer is the one that sign-in and sessions get, not a second reading of the same tables.
        var allowed = (await access.ExecuteAsync(userId, user.OrganisationId, cancellationToken))?.Permissions.Contains(permission) == true;
        return new AccessExplanation(userId, member.Name, permission, allowed, chain);
    }

    /// <inheritdoc/>
    public async Task<Result<IReadOnlyList<PermissionHolder>>> WhoCanAsync(string permission, CancellationToken cancellationToken = default)
    {
        if (!user.Has(Permissions.ExplainAccess))
        {
            return IdentityFailures.Forbidden(Permissions.ExplainAccess);
        }

        var members = await directory.ReadAsync(null, cancellationToken);
        var holders = new List<PermissionHolder>();
        foreach (var member in members.Where(m => m.IsActive))
        {
            if (
                await access.ExecuteAsync(member.UserId, user.OrganisationId, cancellationToken) is { } found
                && found.Permissions.Contains(permission)
            )
            {
                holders.Add(new(member.UserId, member.Name, member.Email, member.RoleName));
            }
        }

        return Result<IReadOnlyList<PermissionHolder>>.Ok(holders);
    }

    private IEnumerable<AccessLink> Blocks(SecurityPolicy policy, MemberView member, User account)
    {
        if (policy.NeedsMfa(member.RoleKey))
        {
            var graceEnds = member.JoinedAtUtc.AddDays(policy.MfaGraceDays);
            var inGrace = graceEnds > time.GetUtcNow().UtcDateTime;
            yield return member.Factors.HasAny
                ? new("policy", "The security policy asks for a second factor; one is enrolled", true)
                : new(
                    "policy",
                    inGrace
                        ? Sentence.Of($"The security policy asks for a second factor from {graceEnds:yyyy-MM-dd} on; none is enrolled yet")
                        : "The security policy asks for a second factor; none is enrolled: the next sign-in asks for one first",
                    inGrace
                );
        }

        if (policy.SsoEnforced)
        {
            yield return new(
                "policy",
                member.IsBreakGlass
                    ? "Single sign-on is enforced; this member may pass it in an emergency"
                    : "Single sign-on is enforced: only sessions from the organisation's provider count",
                true
            );
        }

        if (account.MustChangePassword)
        {
            yield return new("block", "The one-time password has to be replaced before anything else", false);
        }
    }

    private static Sentence Source(MembershipSource source) =>
        source switch
        {
            MembershipSource.Invitation => Sentence.Of("Joined by an invitation"),
            MembershipSource.SingleSignOn => Sentence.Of(
                "Joined by signing in through the identity provider; its group rules set the role"
            ),
            MembershipSource.Scim => Sentence.Of("Provisioned by the directory over SCIM; its groups set the role"),
            MembershipSource.Creation => Sentence.Of("Created the organisation"),
            _ => Sentence.Of("Made at the first start of this installation"),
        };
}
