using Microsoft.EntityFrameworkCore;
using OptiBid.Core.Data.Tenancy;

namespace OptiBid.Core.Identity.Sessions.Database;

/// <summary>Sessions in the records database.</summary>
internal sealed class DatabaseSessionStore(IPlatformContexts contexts) : ISessionStore
{
    /// <inheritdoc/>
    public async Task AddAsync(Session session, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        db.Add(session);
        await db.SaveChangesAsync(cancellationToken);
    }

    /// <inheritdoc/>
    public async Task<Session?> FindAsync(Guid id, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        return await db.Set<Session>().AsNoTracking().SingleOrDefaultAsync(s => s.Id == id, cancellationToken);
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<Session>> LiveAsync(SessionFilter filter, DateTime nowUtc, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        return await Filtered(db.Set<Session>().AsNoTracking(), filter)
            .Where(s => s.ExpiresAtUtc > nowUtc)
            .OrderBy(s => s.StartedAtUtc)
            .ToListAsync(cancellationToken);
    }

    /// <inheritdoc/>
    public async Task TouchAsync(Guid id, DateTime usedAtUtc, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        await db.Set<Session>()
            .Where(s => s.Id == id && s.EndedAtUtc == null && s.LastUsedAtUtc < usedAtUtc)
            .ExecuteUpdateAsync(u => u.SetProperty(s => s.LastUsedAtUtc, usedAtUtc), cancellationToken);
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<Session>> EndAsync(
        SessionFilter filter,
        string reason,
        DateTime nowUtc,
        CancellationToken cancellationToken
    )
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var ended = new List<Session>();
        foreach (var session in await Filtered(db.Set<Session>().AsNoTracking(), filter).ToListAsync(cancellationToken))
        {
            var done = await db.Set<Session>()
                .Where(s => s.Id == session.Id && s.EndedAtUtc == null)
                .ExecuteUpdateAsync(u => u.SetProperty(s => s.EndedAtUtc, nowUtc).SetProperty(s => s.EndReason, reason), cancellationToken);
            if (done == 1)
            {
                ended.Add(session);
            }
        }

        return ended;
    }

    private static IQueryable<Session> Filtered(IQueryable<Session> sessions, SessionFilter filter)
    {
        sessions = sessions.Where(s => s.EndedAtUtc == null);
        if (filter.Id is { } id)
        {
            sessions = sessions.Where(s => s.Id == id);
        }

        if (filter.UserId is { } user)
        {
            sessions = sessions.Where(s => s.UserId == user);
        }

        if (filter.OrganisationId is { } organisation)
        {
            sessions = sessions.Where(s => s.OrganisationId == organisation);
        }

        if (filter.ExceptId is { } except)
        {
            sessions = sessions.Where(s => s.Id != except);
        }

        if (filter.IdentityProviderId is { } provider)
        {
            sessions = sessions.Where(s => s.IdentityProviderId == provider);
        }

        return filter.ProviderSessionId is { } sid ? sessions.Where(s => s.ProviderSessionId == sid) : sessions;
    }
}
