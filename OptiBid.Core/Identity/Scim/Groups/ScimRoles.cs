using System.Globalization;
using Microsoft.EntityFrameworkCore;
using OptiBid.Core.Common;
using OptiBid.Core.Data;
using OptiBid.Core.Data.Tenancy;
using OptiBid.Core.Identity.Access;
using OptiBid.Core.Identity.Organisations;
using OptiBid.Core.Identity.Scim.Groups;
using OptiBid.Core.Identity.Scim.Users;
using OptiBid.Core.Identity.Sso.Rules;

namespace OptiBid.Core.Identity.Scim;

/// <summary>Gives members the role that the group rules say. The first rule that matches one of a member's groups decides.</summary>
internal sealed class ScimRoles(ScimChange changes, IAuditTrail audit)
{
    /// <summary>Applies the rules to all provisioned users of an organisation; for whoever changed the rules.</summary>
    public async Task ApplyToAllAsync(Guid organisationId, CancellationToken cancellationToken)
    {
        var done = await changes.RunAsync<Done>(
            async (db, effects) =>
            {
                var users = await db.Set<ScimUser>()
                    .Where(u => u.OrganisationId == organisationId && u.DeletedAtUtc == null)
                    .ToListAsync(cancellationToken);
                await ApplyAsync(db, users, effects, keepLastAdministrator: true, cancellationToken);
                return Done.Instance;
            },
            cancellationToken
        );
        if (done.Failure is { } failure)
        {
            throw new InvalidOperationException(failure.Message);
        }
    }

    /// <summary>Applies the rules to some users of one organisation, as the tracked rows stand.</summary>
    /// <param name="db">The change's context.</param>
    /// <param name="users">The users.</param>
    /// <param name="effects">Takes whose rights changed.</param>
    /// <param name="keepLastAdministrator">Leaves one administrator theirs where none would be left; otherwise that is refused.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <exception cref="ScimException">No active administrator would be left.</exception>
    public async Task ApplyAsync(
        OptiBidDbContext db,
        IReadOnlyCollection<ScimUser> users,
        ScimChange.Effects effects,
        bool keepLastAdministrator,
        CancellationToken cancellationToken
    )
    {
        if (users.Count == 0)
        {
            return;
        }

        // Rows that were added or removed by this change count; so they go to the database first.
        await db.SaveChangesAsync(cancellationToken);
        var organisation = users.First().OrganisationId;
        var rules = await RulesAsync(db, organisation, cancellationToken);
        var some = users.Count <= 500;
        var ids = some ? users.Select(u => u.Id).ToList() : [];
        var accounts = some ? users.Select(u => u.UserId).ToList() : [];
        var groupsOf = (
            await db.Set<ScimGroupMember>()
                .Where(m => m.OrganisationId == organisation)
                .Join(db.Set<ScimGroup>(), m => m.GroupId, g => g.Id, (m, g) => new { m.ScimUserId, Group = g })
                .Where(x => !some || ids.Contains(x.ScimUserId))
                .ToListAsync(cancellationToken)
        ).ToLookup(x => x.ScimUserId, x => x.Group);
        var members = await db.Set<Membership>()
            .Where(m => m.OrganisationId == organisation && (!some || accounts.Contains(m.UserId)))
            .ToDictionaryAsync(m => m.UserId, cancellationToken);
        var demoted = new List<(ScimUser User, Membership Member)>();
        foreach (var user in users)
        {
            if (!members.TryGetValue(user.UserId, out var member))
            {
                continue;
            }

            var role = rules.Find(r => groupsOf[user.Id].Any(g => IsMeant(r, g)))?.RoleKey;
            var wanted = role ?? (user.RoleFromGroup ? Roles.Viewer : member.RoleKey);
            user.RoleFromGroup = role is not null;
            if (wanted != member.RoleKey)
            {
                if (member is { RoleKey: Roles.Administrator, SuspendedAtUtc: null })
                {
                    demoted.Add((user, member));
                }

                Give(db, member, wanted, effects);
            }
        }

        await GuardAsync(db, organisation, demoted, keepLastAdministrator, effects, cancellationToken);
    }

    private static bool IsMeant(GroupRule rule, ScimGroup group) =>
        rule.Group == group.DisplayName
        || rule.Group == group.ExternalId
        || rule.Group == group.Id.ToString("D", CultureInfo.InvariantCulture);

    private void Give(OptiBidDbContext db, Membership member, string role, ScimChange.Effects effects)
    {
        audit.Append(
            db,
            new(
                "users.role_changed",
                "member",
                member.UserId.ToString(),
                Before: new { member.RoleKey },
                After: new { RoleKey = role },
                Reason: "by the group rules over SCIM"
            )
            {
                SubjectUserId = member.UserId,
                OrganisationId = member.OrganisationId,
            }
        );
        member.RoleKey = role;
        effects.Changed.Add(member.UserId);
    }

    private async Task GuardAsync(
        OptiBidDbContext db,
        Guid organisation,
        List<(ScimUser User, Membership Member)> demoted,
        bool keepLastAdministrator,
        ScimChange.Effects effects,
        CancellationToken cancellationToken
    )
    {
        if (demoted.Count == 0)
        {
            return;
        }

        await db.SaveChangesAsync(cancellationToken);
        if (
            await db.Set<Membership>()
                .AnyAsync(
                    m => m.OrganisationId == organisation && m.RoleKey == Roles.Administrator && m.SuspendedAtUtc == null,
                    cancellationToken
                )
        )
        {
            return;
        }

        if (!keepLastAdministrator)
        {
            throw new ScimException(ScimErrors.LastAdministrator());
        }

        var (user, member) = demoted.MinBy(d => d.Member.JoinedAtUtc);
        Give(db, member, Roles.Administrator, effects);
        // The next change of the groups or rules looks at them again.
        user.RoleFromGroup = true;
    }

    /// <summary>The rules in order, without those whose role is gone.</summary>
    private static async Task<List<GroupRule>> RulesAsync(OptiBidDbContext db, Guid organisation, CancellationToken cancellationToken)
    {
        var rules = await db.Set<GroupRule>()
            .AsNoTracking()
            .Where(r => r.OrganisationId == organisation)
            .OrderBy(r => r.Order)
            .ToListAsync(cancellationToken);
        var custom = await db.Set<CustomRole>()
            .Where(r => r.OrganisationId == organisation)
            .Select(r => r.Id)
            .ToListAsync(cancellationToken);
        var known = custom.Select(id => id.ToString("D", CultureInfo.InvariantCulture)).Concat(Roles.All).ToHashSet(StringComparer.Ordinal);
        return rules.FindAll(r => known.Contains(r.RoleKey));
    }
}
