using Microsoft.EntityFrameworkCore;
using OptiBid.Core.Common;
using OptiBid.Core.Dashboards.Content;
using OptiBid.Core.Data;
using OptiBid.Core.Identity;

namespace OptiBid.Core.Dashboards.Boards;

/// <inheritdoc cref="ICreateDashboard"/>
internal sealed class CreateDashboard(IDbContextFactory<OptiBidDbContext> contexts, ICurrentUser user, IAuditTrail trail, TimeProvider time)
    : ICreateDashboard
{
    /// <inheritdoc/>
    public async Task<Result<DashboardView>> ExecuteAsync(
        DashboardContent content,
        string from = "",
        CancellationToken cancellationToken = default
    )
    {
        if (!user.Has(Permissions.WriteDashboards))
        {
            return BoardFailures.Forbidden(Permissions.WriteDashboards);
        }

        ArgumentNullException.ThrowIfNull(content);
        if (ContentRules.Check(content) is { } fault)
        {
            return fault;
        }

        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var board = new Board
        {
            Id = Guid.CreateVersion7(),
            OrganisationId = user.OrganisationId,
            OwnerId = user.UserId,
            OwnedBy = user.Name,
            Title = "",
            ContentJson = "",
            UpdatedBy = "",
        };
        board.Apply(content with { Title = content.Title.Trim() }, user.Name, time.GetUtcNow().UtcDateTime);
        db.Add(board);
        trail.Append(db, new("dashboards.created", "dashboard", board.Id.ToString(), After: new { board.Title, From = from }));
        await db.SaveChangesAsync(cancellationToken);
        return board.ToView(user, null, []);
    }
}

/// <inheritdoc cref="IDuplicateDashboard"/>
internal sealed class DuplicateDashboard(IDbContextFactory<OptiBidDbContext> contexts, ICurrentUser user, ICreateDashboard create)
    : IDuplicateDashboard
{
    /// <inheritdoc/>
    public async Task<Result<DashboardView>> ExecuteAsync(Guid id, CancellationToken cancellationToken = default)
    {
        if (!user.Has(Permissions.WriteDashboards))
        {
            return BoardFailures.Forbidden(Permissions.WriteDashboards);
        }

        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var board = await db.SeenBy(user).AsNoTracking().SingleOrDefaultAsync(b => b.Id == id, cancellationToken);
        if (board is null)
        {
            return BoardFailures.NotFound(id);
        }

        var content = ContentFile.Read(board.ContentJson).Value;
        const string copy = " (copy)";
        var title = content.Title[..Math.Min(content.Title.Length, ContentRules.MaxTitle - copy.Length)] + copy;
        return await create.ExecuteAsync(content with { Title = title }, $"dashboard {id}", cancellationToken);
    }
}
