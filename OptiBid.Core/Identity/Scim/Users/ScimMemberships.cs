using Microsoft.EntityFrameworkCore;
using OptiBid.Core.Data;
using OptiBid.Core.Identity.Members;
using OptiBid.Core.Identity.Organisations;

namespace OptiBid.Core.Identity.Scim.Users;

/// <summary>Makes, suspends and resumes memberships as the provider says. What an administrator suspended here stays suspended.</summary>
internal sealed class ScimMemberships(IAuditTrail audit, TimeProvider time)
{
    /// <summary>Brings the membership in line with <see cref="ScimUser.Active"/>.</summary>
    /// <exception cref="ScimException">The last active administrator would be suspended.</exception>
    public async Task ApplyAsync(OptiBidDbContext db, ScimUser user, ScimChange.Effects effects, CancellationToken cancellationToken)
    {
        var member =
            db.Set<Membership>().Local.FirstOrDefault(m => m.OrganisationId == user.OrganisationId && m.UserId == user.UserId)
            ?? await db.Set<Membership>()
                .SingleOrDefaultAsync(m => m.OrganisationId == user.OrganisationId && m.UserId == user.UserId, cancellationToken);
        if (member is null)
        {
            if (user.Active)
            {
                Join(db, user, effects);
            }
        }
        else if (!user.Active && member.SuspendedAtUtc is null)
        {
            await SuspendAsync(db, user, member, effects, cancellationToken);
        }
        else if (user.Active && member.SuspendedAtUtc is not null && user.SuspendedMembership)
        {
            member.SuspendedAtUtc = null;
            user.SuspendedMembership = false;
            effects.Changed.Add(user.UserId);
            Record(db, "users.reinstated", member, isSuspended: true);
        }
        else if (!user.Active)
        {
            // Suspended already; a session that should not be there ends all the same.
            effects.Ended.Add(user.UserId);
        }
    }

    private void Join(OptiBidDbContext db, ScimUser user, ScimChange.Effects effects)
    {
        var member = new Membership
        {
            Id = Guid.CreateVersion7(time.GetUtcNow()),
            OrganisationId = user.OrganisationId,
            UserId = user.UserId,
            RoleKey = Roles.Viewer,
            Source = MembershipSource.Scim,
            JoinedAtUtc = time.GetUtcNow().UtcDateTime,
        };
        db.Add(member);
        effects.Changed.Add(user.UserId);
        audit.Append(
            db,
            new("users.provisioned", "member", user.UserId.ToString(), After: new { member.RoleKey, IsSuspended = false })
            {
                SubjectUserId = user.UserId,
            }
        );
    }

    private async Task SuspendAsync(
        OptiBidDbContext db,
        ScimUser user,
        Membership member,
        ScimChange.Effects effects,
        CancellationToken cancellationToken
    )
    {
        if (await LastAdministrator.IsNeededAsync(db, member, cancellationToken))
        {
            throw new ScimException(ScimErrors.LastAdministrator());
        }

        member.SuspendedAtUtc = time.GetUtcNow().UtcDateTime;
        user.SuspendedMembership = true;
        effects.Ended.Add(user.UserId);
        Record(db, "users.suspended", member, isSuspended: false);
    }

    private void Record(OptiBidDbContext db, string action, Membership member, bool isSuspended) =>
        audit.Append(
            db,
            new(
                action,
                "member",
                member.UserId.ToString(),
                Before: new { member.RoleKey, IsSuspended = isSuspended },
                After: new { member.RoleKey, IsSuspended = !isSuspended },
                Reason: "by the identity provider over SCIM"
            )
            {
                SubjectUserId = member.UserId,
            }
        );
}
