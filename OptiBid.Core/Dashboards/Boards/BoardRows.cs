using Microsoft.EntityFrameworkCore;
using OptiBid.Core.Data;
using OptiBid.Core.Identity;
using OptiBid.Core.Identity.Members;

namespace OptiBid.Core.Dashboards.Boards;

/// <summary>Rows as the commands need them; each command has asked for its permission.</summary>
internal static class BoardRows
{
    /// <summary>What a user sees: their own and the shared ones of their organisation.</summary>
    public static IQueryable<Board> SeenBy(this OptiBidDbContext db, ICurrentUser user)
    {
        var (organisation, me) = (user.OrganisationId, user.UserId);
        return db.Set<Board>()
            .Where(b =>
                b.OrganisationId == organisation && b.DeletedUtc == null && (b.OwnerId == me || b.Sharing == DashboardSharing.Organisation)
            );
    }

    /// <summary>The start page of a user.</summary>
    public static async Task<Guid?> HomeOfAsync(this OptiBidDbContext db, ICurrentUser user, CancellationToken cancellationToken)
    {
        var (organisation, me) = (user.OrganisationId, user.UserId);
        return await db.Set<BoardHome>()
            .Where(h => h.OrganisationId == organisation && h.UserId == me)
            .Select(h => (Guid?)h.DashboardId)
            .SingleOrDefaultAsync(cancellationToken);
    }

    /// <summary>A dashboard as a user sees it.</summary>
    public static async Task<DashboardView> ViewAsync(
        this OptiBidDbContext db,
        Board board,
        ICurrentUser user,
        CancellationToken cancellationToken
    )
    {
        var ids = board.Editors;
        var editors = ids.Count == 0 ? [] : (await db.MembersAsync(user, cancellationToken)).Where(m => ids.Contains(m.UserId)).ToList();
        return board.ToView(user, await db.HomeOfAsync(user, cancellationToken), editors);
    }

    /// <summary>The members of the user's organisation.</summary>
    public static async Task<List<DashboardMember>> MembersAsync(
        this OptiBidDbContext db,
        ICurrentUser user,
        CancellationToken cancellationToken
    )
    {
        var members = await MemberNames.ReadAsync(db, user.OrganisationId, cancellationToken);
        return [.. members.Select(m => new DashboardMember(m.UserId, m.Name))];
    }

    /// <summary>What the audit log keeps of a dashboard.</summary>
    public static object Audited(this Board board) =>
        new
        {
            board.Title,
            Sharing = board.Sharing.ToString(),
            board.Editors,
            board.Version,
        };
}
