using Microsoft.EntityFrameworkCore;
using OptiBid.Core.Common;
using OptiBid.Core.Data;
using OptiBid.Core.Identity;
using OptiBid.Core.Notifications.Inbox;

namespace OptiBid.Core.Hosting;

/// <summary>Reads one's own notifications in the organisation one works in.</summary>
public interface IReadInbox
{
    /// <summary>The newest <paramref name="most"/> of those that name the user or that their permissions let them see.</summary>
    Task<InboxPage> ExecuteAsync(int most = 100, bool unreadOnly = false, CancellationToken cancellationToken = default);

    /// <summary>How many are not read.</summary>
    Task<int> CountUnreadAsync(CancellationToken cancellationToken = default);
}

/// <summary>Marks one's own notifications as read.</summary>
public interface IMarkInboxRead
{
    /// <summary>Marks one, or all when <paramref name="id"/> is null; not found for one that the user does not see.</summary>
    Task<Result<Done>> ExecuteAsync(Guid? id = null, CancellationToken cancellationToken = default);
}

/// <inheritdoc cref="IReadInbox"/>
internal sealed class ReadInbox(IDbContextFactory<OptiBidDbContext> contexts, ICurrentUser user, TimeProvider time) : IReadInbox
{
    /// <inheritdoc/>
    public async Task<InboxPage> ExecuteAsync(int most = 100, bool unreadOnly = false, CancellationToken cancellationToken = default)
    {
        if (!user.IsAuthenticated)
        {
            return new([], 0);
        }

        var userId = user.UserId;
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var items = await Seen(db, user, time)
            .Where(e => !unreadOnly || !db.Set<InboxRead>().Any(r => r.EventId == e.Id && r.UserId == userId))
            .OrderByDescending(e => e.CreatedAtUtc)
            .ThenByDescending(e => e.Id)
            .Take(Math.Clamp(most, 1, 500))
            .Select(e => new InboxItem(
                e.Id,
                e.Kind,
                e.Subject,
                e.Detail == null ? null : KeptSentences.Read(e.Detail),
                e.Link,
                e.IsProblem,
                e.CreatedAtUtc,
                db.Set<InboxRead>().Any(r => r.EventId == e.Id && r.UserId == userId)
            ))
            .ToListAsync(cancellationToken);
        return new(items, await Unread(db, user, time).CountAsync(cancellationToken));
    }

    /// <inheritdoc/>
    public async Task<int> CountUnreadAsync(CancellationToken cancellationToken = default)
    {
        if (!user.IsAuthenticated)
        {
            return 0;
        }

        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        return await Unread(db, user, time).CountAsync(cancellationToken);
    }

    /// <summary>What the user sees: their own, and the organisation's where they have the permission.</summary>
    internal static IQueryable<InboxEvent> Seen(OptiBidDbContext db, ICurrentUser user, TimeProvider time)
    {
        var (userId, organisationId) = (user.UserId, user.OrganisationId);
        var allowed = Permissions.OfOrganisation.Where(user.Has).ToList();
        var oldest = time.GetUtcNow().UtcDateTime.AddDays(-InboxRules.KeptDays);
        return db.Set<InboxEvent>()
            .AsNoTracking()
            .Where(e =>
                e.OrganisationId == organisationId
                && e.CreatedAtUtc >= oldest
                && (e.UserId == userId || (e.UserId == null && e.Permission != null && allowed.Contains(e.Permission)))
            );
    }

    /// <summary>What of it the user has not read.</summary>
    internal static IQueryable<InboxEvent> Unread(OptiBidDbContext db, ICurrentUser user, TimeProvider time)
    {
        var userId = user.UserId;
        return Seen(db, user, time).Where(e => !db.Set<InboxRead>().Any(r => r.EventId == e.Id && r.UserId == userId));
    }
}

/// <inheritdoc cref="IMarkInboxRead"/>
internal sealed class MarkInboxRead(IDbContextFactory<OptiBidDbContext> contexts, ICurrentUser user, TimeProvider time, InboxSignal signal)
    : IMarkInboxRead
{
    /// <inheritdoc/>
    public async Task<Result<Done>> ExecuteAsync(Guid? id = null, CancellationToken cancellationToken = default)
    {
        if (!user.IsAuthenticated)
        {
            return NotFound();
        }

        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        if (id is { } one && !await ReadInbox.Seen(db, user, time).AnyAsync(e => e.Id == one, cancellationToken))
        {
            return NotFound();
        }

        var unread = await ReadInbox
            .Unread(db, user, time)
            .Where(e => id == null || e.Id == id)
            .Select(e => e.Id)
            .ToListAsync(cancellationToken);
        var now = time.GetUtcNow().UtcDateTime;
        db.AddRange(
            unread.Select(e => new InboxRead
            {
                EventId = e,
                UserId = user.UserId,
                OrganisationId = user.OrganisationId,
                ReadAtUtc = now,
            })
        );
        try
        {
            await db.SaveChangesAsync(cancellationToken);
        }
        catch (DbUpdateException) when (!cancellationToken.IsCancellationRequested)
        {
            // Another window marked one of them in the same moment: it is read, which is what was asked for.
            return await ReadAgainAsync(id, cancellationToken);
        }

        signal.Raise(user.OrganisationId);
        return Done.Instance;
    }

    private async Task<Result<Done>> ReadAgainAsync(Guid? id, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        return await ReadInbox.Unread(db, user, time).AnyAsync(e => id == null || e.Id == id, cancellationToken)
            ? new SimpleFailure("inbox.changed", "Some were marked in another window. Try again.", FailureKind.Conflict)
            : Done.Instance;
    }

    private static SimpleFailure NotFound() => new("inbox.not_found", "There is no such notification.", FailureKind.NotFound);
}
