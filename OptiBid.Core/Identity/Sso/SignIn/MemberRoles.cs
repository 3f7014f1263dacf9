using OptiBid.Core.Data;
using OptiBid.Core.Identity.Members;
using OptiBid.Core.Identity.Organisations;

namespace OptiBid.Core.Identity.Sso.SignIn;

/// <summary>Gives a member the role that their groups ask for.</summary>
internal static class MemberRoles
{
    /// <summary>
    /// True when the role changes. A break-glass owner and the last administrator keep theirs, whatever the directory says: it must not be able
    /// to lock an organisation out.
    /// </summary>
    public static async Task<bool> ApplyAsync(
        OptiBidDbContext db,
        IAuditTrail audit,
        Membership member,
        string? roleKey,
        string reason,
        CancellationToken cancellationToken
    )
    {
        if (
            roleKey is null
            || member.RoleKey == roleKey
            || member.IsBreakGlass
            || await LastAdministrator.IsNeededAsync(db, member, cancellationToken)
        )
        {
            return false;
        }

        audit.Append(
            db,
            new("users.role_changed", "user", member.UserId.ToString(), new { member.RoleKey }, new { RoleKey = roleKey }, reason)
            {
                OrganisationId = member.OrganisationId,
                SubjectUserId = member.UserId,
            }
        );
        member.RoleKey = roleKey;
        return true;
    }
}
