using Microsoft.EntityFrameworkCore;
using OptiBid.Core.Common;
using OptiBid.Core.Data;
using OptiBid.Core.Data.Tenancy;
using OptiBid.Core.Identity.Access;
using OptiBid.Core.Identity.Organisations;
using OptiBid.Core.Identity.Users;

namespace OptiBid.Core.Identity.Members;

/// <summary>Members of the current user's organisation as shown. The caller checks the permission.</summary>
internal sealed class MemberDirectory(IPlatformContexts contexts, ICurrentUser user)
{
    /// <summary>All, or one.</summary>
    public async Task<IReadOnlyList<MemberView>> ReadAsync(Guid? userId, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var rows = await (
            from m in db.Set<Membership>().AsNoTracking()
            join u in db.Set<User>().AsNoTracking() on m.UserId equals u.Id
            where m.OrganisationId == user.OrganisationId && (userId == null || m.UserId == userId)
            orderby u.DisplayName, u.Email
            select new
            {
                Member = m,
                u.DisplayName,
                u.Email,
            }
        ).ToListAsync(cancellationToken);
        var roles = await RoleDirectory.ReadAsync(db, user.OrganisationId, cancellationToken);
        var held = await FactorSummaries.ReadAsync(db, [.. rows.Select(r => r.Member.UserId)], cancellationToken);
        return
        [
            .. rows.Select(r => new MemberView(
                r.Member.UserId,
                r.DisplayName,
                r.Email!,
                r.Member.RoleKey,
                roles.GetValueOrDefault(r.Member.RoleKey)?.Name ?? r.Member.RoleKey,
                r.Member.Source,
                r.Member.JoinedAtUtc,
                r.Member.SuspendedAtUtc,
                r.Member.IsBreakGlass,
                held[r.Member.UserId]
            )),
        ];
    }

    /// <summary>One member, or a failure that reads the same for members of other organisations.</summary>
    public async Task<Result<MemberView>> FindAsync(Guid userId, CancellationToken cancellationToken) =>
        (await ReadAsync(userId, cancellationToken)) is [var member] ? member : IdentityFailures.NotFound("member");
}

/// <inheritdoc cref="IListMembers"/>
internal sealed class ListMembers(MemberDirectory directory, ICurrentUser user) : IListMembers
{
    /// <inheritdoc/>
    public async Task<Result<IReadOnlyList<MemberView>>> ExecuteAsync(CancellationToken cancellationToken = default) =>
        user.Has(Permissions.ReadUsers)
            ? Result<IReadOnlyList<MemberView>>.Ok(await directory.ReadAsync(null, cancellationToken))
            : IdentityFailures.Forbidden(Permissions.ReadUsers);
}

/// <summary>The membership that a command changes, with the rights it gives now.</summary>
internal static class MemberGuard
{
    /// <summary>
    /// The tracked membership, or why it may not be changed: unknown here, oneself, or somebody who holds more than the actor (who then could
    /// take or copy rights that are not theirs to give).
    /// </summary>
    public static async Task<(Membership? Member, RoleEntry Role, Failure? Refusal)> FindAsync(
        OptiBidDbContext db,
        ICurrentUser user,
        Guid userId,
        Sentence what,
        CancellationToken cancellationToken
    )
    {
        var member = await db.Set<Membership>()
            .SingleOrDefaultAsync(m => m.OrganisationId == user.OrganisationId && m.UserId == userId, cancellationToken);
        if (member is null)
        {
            return (null, RoleDirectory.Missing(""), IdentityFailures.NotFound("member"));
        }

        var roles = await RoleDirectory.ReadAsync(db, user.OrganisationId, cancellationToken);
        var role = roles.GetValueOrDefault(member.RoleKey) ?? RoleDirectory.Missing(member.RoleKey);
        if (userId == user.UserId)
        {
            return (member, role, IdentityFailures.Oneself(what));
        }

        return user.Beyond(role.Permissions) is { Count: > 0 } beyond
            ? (member, role, IdentityFailures.Exceeds(beyond))
            : (member, role, null);
    }
}
