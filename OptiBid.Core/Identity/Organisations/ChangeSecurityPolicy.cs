using Microsoft.EntityFrameworkCore;
using OptiBid.Core.Common;
using OptiBid.Core.Data;
using OptiBid.Core.Data.Tenancy;
using OptiBid.Core.Identity.Access;
using OptiBid.Core.Identity.Members;
using OptiBid.Core.Identity.Sessions;
using OptiBid.Core.Identity.SignIn;

namespace OptiBid.Core.Identity.Organisations;

/// <inheritdoc cref="IReadSecurityPolicy"/>
internal sealed class ReadSecurityPolicy(IPlatformContexts contexts, ICurrentUser user) : IReadSecurityPolicy
{
    /// <inheritdoc/>
    public async Task<Result<SecurityPolicy>> ExecuteAsync(CancellationToken cancellationToken = default)
    {
        if (!user.Has(Permissions.ReadSecurityPolicy))
        {
            return IdentityFailures.Forbidden(Permissions.ReadSecurityPolicy);
        }

        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        return (await db.Set<Organisation>().AsNoTracking().SingleAsync(o => o.Id == user.OrganisationId, cancellationToken)).Policy;
    }
}

/// <inheritdoc cref="IChangeSecurityPolicy"/>
internal sealed class ChangeSecurityPolicy(
    IPlatformContexts contexts,
    ICurrentUser user,
    IRecentProof recent,
    MemberDirectory directory,
    IAuditTrail audit,
    IAccessChanged accessChanged,
    TimeProvider time
) : IChangeSecurityPolicy
{
    /// <inheritdoc/>
    public async Task<Result<IReadOnlyList<AffectedMember>>> PreviewAsync(
        SecurityPolicy policy,
        CancellationToken cancellationToken = default
    )
    {
        if (!user.Has(Permissions.ManageSecurityPolicy))
        {
            return IdentityFailures.Forbidden(Permissions.ManageSecurityPolicy);
        }

        ArgumentNullException.ThrowIfNull(policy);
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        if (await ProblemAsync(db, policy, cancellationToken) is { } problem)
        {
            return problem;
        }

        var held = (await db.Set<Organisation>().AsNoTracking().SingleAsync(o => o.Id == user.OrganisationId, cancellationToken)).Policy;
        var now = time.GetUtcNow().UtcDateTime;
        var members = await directory.ReadAsync(null, cancellationToken);
        return Result<IReadOnlyList<AffectedMember>>.Ok([
            .. members
                .Where(m => m.IsActive)
                .SelectMany(m => Effects(held, policy, m, now).Select(e => new AffectedMember(m.UserId, m.Name, m.RoleName, e))),
        ]);
    }

    /// <inheritdoc/>
    public async Task<Result<SecurityPolicy>> ExecuteAsync(SecurityPolicy policy, CancellationToken cancellationToken = default)
    {
        if (!user.Has(Permissions.ManageSecurityPolicy))
        {
            return IdentityFailures.Forbidden(Permissions.ManageSecurityPolicy);
        }

        ArgumentNullException.ThrowIfNull(policy);
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        if (await ProblemAsync(db, policy, cancellationToken) is { } problem)
        {
            return problem;
        }

        var organisation = await db.Set<Organisation>().SingleAsync(o => o.Id == user.OrganisationId, cancellationToken);
        var before = organisation.Policy;
        if (policy.IsLooserThan(before) && recent.Missing() is { } missing)
        {
            return missing;
        }

        organisation.Policy = policy with
        {
            SsoEnforced = before.SsoEnforced,
            MfaRoles = [.. policy.MfaRoles.Distinct(StringComparer.Ordinal)],
        };
        audit.Append(
            db,
            new("security.policy_changed", "organisation", organisation.Id.ToString(), Before: before, After: organisation.Policy)
        );
        await db.SaveChangesAsync(cancellationToken);
        await accessChanged.OrganisationAsync(organisation.Id, cancellationToken);
        return organisation.Policy;
    }

    private async Task<Failure?> ProblemAsync(OptiBidDbContext db, SecurityPolicy policy, CancellationToken cancellationToken)
    {
        (string Field, int Value, int Least, int Most)[] ranges =
        [
            ("mfaGraceDays", policy.MfaGraceDays, 0, 90),
            ("idleMinutes", policy.IdleMinutes, 5, 1440),
            ("absoluteHours", policy.AbsoluteHours, 1, 24),
            ("sessionsPerMember", policy.SessionsPerMember, 1, 100),
            ("trustedDeviceDays", policy.TrustedDeviceDays, 0, 90),
            ("apiKeyDays", policy.ApiKeyDays, 1, 366),
        ];
        foreach (var (field, value, least, most) in ranges)
        {
            if (value < least || value > most)
            {
                return IdentityFailures.Invalid(field, $"{field} is {value}; it has to be {least} to {most}");
            }
        }

        var roles = await RoleDirectory.ReadAsync(db, user.OrganisationId, cancellationToken);
        return policy.MfaRoles.FirstOrDefault(r => r != "*" && !roles.ContainsKey(r)) is { } unknown
            ? IdentityFailures.Invalid("mfaRoles", $"There is no role '{unknown}'")
            : null;
    }

    private static IEnumerable<string> Effects(SecurityPolicy held, SecurityPolicy policy, MemberView member, DateTime now)
    {
        if (policy.NeedsMfa(member.RoleKey) && !held.NeedsMfa(member.RoleKey))
        {
            var grace = member.JoinedAtUtc.AddDays(policy.MfaGraceDays);
            yield return member.Factors.HasAny ? "is asked for the second factor that they have, at once"
            : grace > now ? $"has to enrol a second factor by {grace:yyyy-MM-dd}"
            : "has to enrol a second factor before anything else, at once";
        }

        if (held.TrustedDeviceDays > 0 && policy.TrustedDeviceDays == 0 && member.Factors.HasAny)
        {
            yield return "is asked for the second factor on trusted devices too";
        }

        if (!policy.AllowSms && held.AllowSms && member.Factors.Kinds.Any(k => k.Contains("SMS", StringComparison.OrdinalIgnoreCase)))
        {
            yield return "can no longer use codes by text message";
        }
    }
}
