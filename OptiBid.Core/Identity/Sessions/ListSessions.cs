using Microsoft.EntityFrameworkCore;
using OptiBid.Core.Common;
using OptiBid.Core.Data.Tenancy;
using OptiBid.Core.Identity.Organisations;
using OptiBid.Core.Identity.Users;

namespace OptiBid.Core.Identity.Sessions;

/// <summary>A live session as its user and administrators see it; never its secret.</summary>
/// <param name="Id">Its id.</param>
/// <param name="UserId">Whose.</param>
/// <param name="UserName">Their name.</param>
/// <param name="OrganisationId">The organisation in which it works.</param>
/// <param name="OrganisationName">Its name.</param>
/// <param name="Methods">How they proved who they are: values of <see cref="AuthenticationMethods"/>.</param>
/// <param name="StartedAtUtc">When.</param>
/// <param name="LastUsedAtUtc">Last use, to the minute.</param>
/// <param name="ExpiresAtUtc">The absolute end.</param>
/// <param name="Address">Address of the client at the start.</param>
/// <param name="Agent">User agent at the start.</param>
/// <param name="IsCurrent">The asker acts from it.</param>
public sealed record SessionView(
    Guid Id,
    Guid UserId,
    string UserName,
    Guid OrganisationId,
    string OrganisationName,
    IReadOnlyList<string> Methods,
    DateTime StartedAtUtc,
    DateTime LastUsedAtUtc,
    DateTime ExpiresAtUtc,
    string? Address,
    string? Agent,
    bool IsCurrent
);

/// <summary>Live sessions, the one used last first.</summary>
public interface IListSessions
{
    /// <summary>The current user's own in all their organisations.</summary>
    Task<IReadOnlyList<SessionView>> OwnAsync(CancellationToken cancellationToken = default);

    /// <summary>Everybody's in the organisation, or one member's. Needs <c>sessions.read</c>.</summary>
    Task<Result<IReadOnlyList<SessionView>>> OfOrganisationAsync(Guid? userId = null, CancellationToken cancellationToken = default);
}

/// <summary>Ends sessions at once. Everybody ends their own; those of others need <c>sessions.revoke</c>.</summary>
public interface IRevokeSession
{
    /// <summary>One session.</summary>
    Task<Result<Done>> ExecuteAsync(Guid sessionId, CancellationToken cancellationToken = default);

    /// <summary>All of a member in the organisation; for oneself all in every organisation. The session that acts stays.</summary>
    Task<Result<Done>> AllOfUserAsync(Guid userId, CancellationToken cancellationToken = default);

    /// <summary>Everybody's in the organisation but the one that acts.</summary>
    Task<Result<int>> AllAsync(CancellationToken cancellationToken = default);
}

/// <inheritdoc cref="IListSessions"/>
internal sealed class ListSessions(
    ISessionStore store,
    IPlatformContexts contexts,
    ICurrentUser user,
    IRequestOrigin origin,
    TimeProvider time
) : IListSessions
{
    /// <inheritdoc/>
    public Task<IReadOnlyList<SessionView>> OwnAsync(CancellationToken cancellationToken = default) =>
        // No permission is asked: they are the user's own.
        ReadAsync(new() { UserId = user.UserId }, cancellationToken);

    /// <inheritdoc/>
    public async Task<Result<IReadOnlyList<SessionView>>> OfOrganisationAsync(
        Guid? userId = null,
        CancellationToken cancellationToken = default
    ) =>
        user.Has(Permissions.ReadSessions)
            ? Result<IReadOnlyList<SessionView>>.Ok(
                await ReadAsync(new() { OrganisationId = user.OrganisationId, UserId = userId }, cancellationToken)
            )
            : IdentityFailures.Forbidden(Permissions.ReadSessions);

    private async Task<IReadOnlyList<SessionView>> ReadAsync(SessionFilter filter, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow().UtcDateTime;
        var live = await store.LiveAsync(filter, now, cancellationToken);
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var users = live.Select(s => s.UserId).Distinct().ToList();
        var organisationIds = live.Select(s => s.OrganisationId).Distinct().ToList();
        var names = await db.Set<User>()
            .Where(u => users.Contains(u.Id))
            .ToDictionaryAsync(u => u.Id, u => new { u.DisplayName, u.SecurityStamp }, cancellationToken);
        var organisations = await db.Set<Organisation>()
            .Where(o => organisationIds.Contains(o.Id))
            .ToDictionaryAsync(o => o.Id, cancellationToken);
        return
        [
            .. live.Where(s => names.GetValueOrDefault(s.UserId)?.SecurityStamp == s.SecurityStamp)
                .Where(s =>
                    organisations.GetValueOrDefault(s.OrganisationId) is { } o && s.LastUsedAtUtc.AddMinutes(o.Policy.IdleMinutes) > now
                )
                .OrderByDescending(s => s.LastUsedAtUtc)
                .Select(s => new SessionView(
                    s.Id,
                    s.UserId,
                    names[s.UserId].DisplayName,
                    s.OrganisationId,
                    organisations[s.OrganisationId].Name,
                    s.Methods,
                    s.StartedAtUtc,
                    s.LastUsedAtUtc,
                    s.ExpiresAtUtc,
                    s.Address,
                    s.Agent,
                    s.Id == origin.SessionId
                )),
        ];
    }
}

/// <inheritdoc cref="IRevokeSession"/>
internal sealed class RevokeSession(ISessionStore store, IEndSessions sessions, ICurrentUser user, IRequestOrigin origin, TimeProvider time)
    : IRevokeSession
{
    /// <summary>Reason recorded when a user ends their own session elsewhere.</summary>
    private const string ByUser = "ended by its user";

    /// <summary>Reason recorded when an administrator ends a session.</summary>
    private const string ByAdministrator = "ended by an administrator";

    /// <inheritdoc/>
    public async Task<Result<Done>> ExecuteAsync(Guid sessionId, CancellationToken cancellationToken = default)
    {
        var session = await store.FindAsync(sessionId, cancellationToken);
        if (session is { EndedAtUtc: null } && session.UserId == user.UserId)
        {
            await sessions.OneAsync(sessionId, ByUser, cancellationToken);
            return Done.Instance;
        }

        if (!user.Has(Permissions.RevokeSessions))
        {
            // The same for a session that does not exist and for one of somebody else.
            return user.Has(Permissions.ReadSessions)
                ? IdentityFailures.Forbidden(Permissions.RevokeSessions)
                : IdentityFailures.NotFound("live session");
        }

        if (session is not { EndedAtUtc: null } || session.OrganisationId != user.OrganisationId)
        {
            return IdentityFailures.NotFound("live session");
        }

        await sessions.OneAsync(sessionId, ByAdministrator, cancellationToken);
        return Done.Instance;
    }

    /// <inheritdoc/>
    public async Task<Result<Done>> AllOfUserAsync(Guid userId, CancellationToken cancellationToken = default)
    {
        if (userId == user.UserId)
        {
            await sessions.OfUserAsync(userId, ByUser, null, origin.SessionId, cancellationToken);
            return Done.Instance;
        }

        if (!user.Has(Permissions.RevokeSessions))
        {
            return IdentityFailures.Forbidden(Permissions.RevokeSessions);
        }

        await sessions.OfUserAsync(userId, ByAdministrator, user.OrganisationId, null, cancellationToken);
        return Done.Instance;
    }

    /// <inheritdoc/>
    public async Task<Result<int>> AllAsync(CancellationToken cancellationToken = default)
    {
        if (!user.Has(Permissions.RevokeSessions))
        {
            return IdentityFailures.Forbidden(Permissions.RevokeSessions);
        }

        var live = await store.LiveAsync(
            new() { OrganisationId = user.OrganisationId, ExceptId = origin.SessionId },
            time.GetUtcNow().UtcDateTime,
            cancellationToken
        );
        foreach (var session in live)
        {
            await sessions.OneAsync(session.Id, ByAdministrator, cancellationToken);
        }

        return live.Count;
    }
}
