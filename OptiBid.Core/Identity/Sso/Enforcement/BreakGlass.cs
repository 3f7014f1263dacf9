using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using OptiBid.Core.Common;
using OptiBid.Core.Data;
using OptiBid.Core.Data.Tenancy;
using OptiBid.Core.Identity.Organisations;
using OptiBid.Core.Identity.Sessions;
using OptiBid.Core.Identity.SignIn;
using OptiBid.Core.Identity.Users;
using OptiBid.Core.Notifications;

namespace OptiBid.Core.Identity.Sso.Enforcement;

/// <inheritdoc cref="IBreakGlass"/>
internal sealed class BreakGlass(
    IPlatformContexts contexts,
    OrganisationPolicies policies,
    ICurrentUser user,
    IRecentProof recent,
    IAuditTrail audit,
    IAccessChanged changed,
    IEnumerable<IEmailSender> mail,
    TimeProvider time,
    ILogger<BreakGlass> log
) : IBreakGlass
{
    /// <inheritdoc/>
    public async Task<Result<Done>> SetAsync(Guid userId, bool isOwner, CancellationToken cancellationToken = default)
    {
        if (!user.Has(Permissions.EnforceSso))
        {
            return SsoFailures.Forbidden(Permissions.EnforceSso);
        }

        if (recent.Missing() is { } missing)
        {
            return missing;
        }

        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var members = db.Set<Membership>().Where(m => m.OrganisationId == user.OrganisationId && m.SuspendedAtUtc == null);
        var member = await members.SingleOrDefaultAsync(m => m.UserId == userId, cancellationToken);
        if (member is null)
        {
            return SsoFailures.NotFound("member");
        }

        var hasPassword = await db.Set<User>().AnyAsync(u => u.Id == userId && u.PasswordHash != null, cancellationToken);
        if (isOwner && (member.RoleKey != Roles.Administrator || !hasPassword))
        {
            return SsoFailures.Conflict("sso.not_administrator", "A break-glass owner is an administrator with a password.");
        }

        var isLast = !await members.AnyAsync(m => m.IsBreakGlass && m.UserId != userId, cancellationToken);
        if (!isOwner && isLast && (await policies.FindAsync(user.OrganisationId, cancellationToken)).SsoEnforced)
        {
            return SsoFailures.Conflict("sso.last_break_glass", "The last break-glass owner stays while single sign-on is enforced.");
        }

        audit.Append(
            db,
            new("sso.break_glass_changed", "user", userId.ToString(), new { member.IsBreakGlass }, new { IsBreakGlass = isOwner })
            {
                SubjectUserId = userId,
            }
        );
        member.IsBreakGlass = isOwner;
        await db.SaveChangesAsync(cancellationToken);
        await changed.UserAsync(userId, cancellationToken);
        return Done.Instance;
    }

    /// <inheritdoc/>
    public async Task RaiseAsync(Guid userId, Guid organisationId, CancellationToken cancellationToken = default)
    {
        await audit.RecordAsync(
            new("sso.break_glass_used", "user", userId.ToString()) { OrganisationId = organisationId, SubjectUserId = userId },
            cancellationToken
        );
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var owner = await db.Set<User>().AsNoTracking().SingleAsync(u => u.Id == userId, cancellationToken);
        var organisation = await db.Set<Organisation>().AsNoTracking().SingleAsync(o => o.Id == organisationId, cancellationToken);
        var administrators = await (
            from m in db.Set<Membership>().AsNoTracking()
            join u in db.Set<User>().AsNoTracking() on m.UserId equals u.Id
            where m.OrganisationId == organisationId && m.SuspendedAtUtc == null && m.RoleKey == Roles.Administrator
            select u.Email!
        ).ToListAsync(cancellationToken);
        var text =
            $"{owner.DisplayName} ({owner.Email}) signed in to {organisation.Name} at {time.GetUtcNow():yyyy-MM-dd HH:mm} UTC with the break-glass "
            + "account, past the single sign-on that your organisation enforces. If nobody of you did this, end their sessions and reset the account.";
        foreach (var (to, sender) in administrators.SelectMany(_ => mail, (a, s) => (a, s)))
        {
            try
            {
                await sender.SendAsync(new(to, $"Break-glass sign-in to {organisation.Name}", text), cancellationToken);
            }
#pragma warning disable CA1031 // The way in for emergencies must not depend on the mail; the audit row is written already.
            catch (Exception fault) when (fault is not OperationCanceledException)
#pragma warning restore CA1031
            {
                log.LogError(fault, "The alarm about a break-glass sign-in could not be sent");
            }
        }
    }
}
