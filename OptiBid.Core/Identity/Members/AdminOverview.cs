using Microsoft.EntityFrameworkCore;
using OptiBid.Core.Common;
using OptiBid.Core.Data.Tenancy;
using OptiBid.Core.Identity.Access;
using OptiBid.Core.Identity.Organisations;
using OptiBid.Core.Identity.Sessions;

namespace OptiBid.Core.Identity.Members;

/// <summary>The state of an organisation's access as of now; every figure is counted when it is asked for.</summary>
/// <param name="OrganisationName">The organisation.</param>
/// <param name="ActiveMembers">Members who can work.</param>
/// <param name="SuspendedMembers">Members who cannot.</param>
/// <param name="Administrators">Active administrators.</param>
/// <param name="OpenInvitations">Invitations whose link works.</param>
/// <param name="ExpiredInvitations">Invitations whose link has stopped working.</param>
/// <param name="WithSecondFactor">Active members with a second factor.</param>
/// <param name="WhoNeedOne">Active members whom the policy asks for one and who have none.</param>
/// <param name="SsoEnforced">Members sign in through the identity provider only.</param>
/// <param name="LiveSessions">Sessions now.</param>
/// <param name="PendingChanges">Changes that wait for a second administrator.</param>
public sealed record AdminOverview(
    string OrganisationName,
    int ActiveMembers,
    int SuspendedMembers,
    int Administrators,
    int OpenInvitations,
    int ExpiredInvitations,
    int WithSecondFactor,
    int WhoNeedOne,
    bool SsoEnforced,
    int LiveSessions,
    int PendingChanges
);

/// <summary>Counts the state of the organisation's access. Needs <c>users.read</c>.</summary>
public interface IReadAdminOverview
{
    /// <summary>Runs the query.</summary>
    Task<Result<AdminOverview>> ExecuteAsync(CancellationToken cancellationToken = default);
}

/// <inheritdoc cref="IReadAdminOverview"/>
internal sealed class ReadAdminOverview(
    IPlatformContexts contexts,
    ICurrentUser user,
    MemberDirectory directory,
    ISessionStore sessions,
    TimeProvider time
) : IReadAdminOverview
{
    /// <inheritdoc/>
    public async Task<Result<AdminOverview>> ExecuteAsync(CancellationToken cancellationToken = default)
    {
        if (!user.Has(Permissions.ReadUsers))
        {
            return IdentityFailures.Forbidden(Permissions.ReadUsers);
        }

        var now = time.GetUtcNow().UtcDateTime;
        var members = await directory.ReadAsync(null, cancellationToken);
        var active = members.Where(m => m.IsActive).ToList();
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var organisation = await db.Set<Organisation>().AsNoTracking().SingleAsync(o => o.Id == user.OrganisationId, cancellationToken);
        var ends = await db.Set<Invitation>()
            .Where(i => i.OrganisationId == user.OrganisationId && i.AcceptedAtUtc == null && i.WithdrawnAtUtc == null)
            .Select(i => i.ExpiresAtUtc)
            .ToListAsync(cancellationToken);
        var since = now - PendingChange.Life;
        var pending = await db.Set<PendingChange>()
            .CountAsync(
                c => c.OrganisationId == user.OrganisationId && c.DecidedAtUtc == null && c.RequestedAtUtc > since,
                cancellationToken
            );
        var live = await sessions.LiveAsync(new() { OrganisationId = user.OrganisationId }, now, cancellationToken);
        return new AdminOverview(
            organisation.Name,
            active.Count,
            members.Count - active.Count,
            active.Count(m => m.RoleKey == Roles.Administrator),
            ends.Count(e => e > now),
            ends.Count(e => e <= now),
            active.Count(m => m.Factors.HasAny),
            active.Count(m => !m.Factors.HasAny && organisation.Policy.NeedsMfa(m.RoleKey)),
            organisation.Policy.SsoEnforced,
            live.Count(s => s.LastUsedAtUtc.AddMinutes(organisation.Policy.IdleMinutes) > now),
            pending
        );
    }
}
