using Microsoft.EntityFrameworkCore;
using OptiBid.Core.Data;
using OptiBid.Core.Identity.Organisations;
using OptiBid.Core.Identity.Users;

namespace OptiBid.Core.Identity.Members;

/// <summary>Who works in an organisation, by name. The caller checks the permission.</summary>
internal static class MemberNames
{
    /// <summary>Ids and names of the members who are not suspended.</summary>
    public static async Task<IReadOnlyList<(Guid UserId, string Name)>> ReadAsync(
        OptiBidDbContext db,
        Guid organisationId,
        CancellationToken cancellationToken
    )
    {
        var rows = await (
            from m in db.Set<Membership>().AsNoTracking()
            join u in db.Set<User>().AsNoTracking() on m.UserId equals u.Id
            where m.OrganisationId == organisationId && m.SuspendedAtUtc == null
            orderby u.DisplayName
            select new { u.Id, u.DisplayName }
        ).ToListAsync(cancellationToken);
        return [.. rows.Select(r => (r.Id, r.DisplayName))];
    }
}
