using Microsoft.EntityFrameworkCore;
using OptiBid.Core.Common;
using OptiBid.Core.Data;
using OptiBid.Core.Data.Tenancy;
using OptiBid.Core.Identity.Sessions;

namespace OptiBid.Core.Identity.Tokens;

/// <summary>Tokens for a program.</summary>
/// <param name="Access">The access token.</param>
/// <param name="RefreshToken">What gets the next pair, once; null for API keys, which can simply ask again.</param>
public sealed record TokenPair(AccessToken Access, string? RefreshToken);

/// <summary>Exchanges a live session or an API key for tokens.</summary>
public interface IExchangeForTokens
{
    /// <summary>The tokens.</summary>
    Task<TokenPair> ExecuteAsync(LiveSession session, CancellationToken cancellationToken = default);
}

/// <summary>Exchanges a refresh token for the next pair.</summary>
public interface IRefreshTokens
{
    /// <summary>
    /// The next pair, or one and the same failure for everything else. A token that was used before ends its family and its session: either
    /// the thief or the owner holds a copy.
    /// </summary>
    Task<Result<TokenPair>> ExecuteAsync(string refreshToken, CancellationToken cancellationToken = default);
}

/// <summary>The refresh token is good for nothing (any more).</summary>
public sealed record InvalidRefreshToken()
    : Failure("identity.invalid_refresh_token", "The refresh token is unknown, used or over.", FailureKind.Forbidden);

/// <inheritdoc cref="IRefreshTokens"/>
internal sealed class RefreshTokens(
    IPlatformContexts contexts,
    IIssueAccessToken issue,
    IFindLiveSession sessions,
    IEndSessions end,
    ISessionAssurance assurance,
    IAuditTrail audit,
    TimeProvider time
) : IExchangeForTokens, IRefreshTokens
{
    /// <inheritdoc/>
    public async Task<TokenPair> ExecuteAsync(LiveSession session, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(session);
        await audit.RecordAsync(
            new AuditEvent("tokens.issued", "session", session.Id.ToString())
            {
                OrganisationId = session.Access.OrganisationId,
                SubjectUserId = session.Access.UserId,
            },
            cancellationToken
        );
        var access = await issue.ExecuteAsync(session, cancellationToken);
        return session.Methods.Contains(AuthenticationMethods.ApiKey, StringComparer.Ordinal)
            ? new(access, null)
            : new(access, await AddAsync(session.Id, null, cancellationToken));
    }

    /// <inheritdoc/>
    public async Task<Result<TokenPair>> ExecuteAsync(string refreshToken, CancellationToken cancellationToken = default)
    {
        if (!SessionToken.TryRead(refreshToken, out var id, out _))
        {
            return new InvalidRefreshToken();
        }

        var now = time.GetUtcNow().UtcDateTime;
        RefreshToken? row;
        LiveSession? session;
        bool won;
        await using (var db = await contexts.CreateDbContextAsync(cancellationToken))
        {
            row = await db.Set<RefreshToken>().AsNoTracking().SingleOrDefaultAsync(t => t.Id == id, cancellationToken);
            if (row is null || !SecretMatches(refreshToken, row))
            {
                return new InvalidRefreshToken();
            }

            // Read before the race: whoever loses it ends the session.
            session = await sessions.ByIdAsync(row.SessionId, countsAsUse: true, cancellationToken);
            won =
                await db.Set<RefreshToken>()
                    .Where(t => t.Id == id && t.UsedAtUtc == null)
                    .ExecuteUpdateAsync(u => u.SetProperty(t => t.UsedAtUtc, now), cancellationToken) == 1;
        }

        if (!won)
        {
            await KillAsync(row, session, now, cancellationToken);
            return new InvalidRefreshToken();
        }

        return session is null || assurance.Check(session) != SessionLack.Nothing
            ? new InvalidRefreshToken()
            : new TokenPair(
                await issue.ExecuteAsync(session, cancellationToken),
                await AddAsync(session.Id, row.FamilyId, cancellationToken)
            );
    }

    private static bool SecretMatches(string token, RefreshToken row) =>
        SessionToken.TryRead(token, out _, out var secret) && SessionToken.Matches(secret, row.SecretHash);

    private async Task<string> AddAsync(Guid sessionId, Guid? familyId, CancellationToken cancellationToken)
    {
        var id = Guid.CreateVersion7(time.GetUtcNow());
        var (token, hash) = SessionToken.Create(id);
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        db.Add(
            new RefreshToken
            {
                Id = id,
                FamilyId = familyId ?? id,
                SessionId = sessionId,
                SecretHash = hash,
                IssuedAtUtc = time.GetUtcNow().UtcDateTime,
            }
        );
        await db.SaveChangesAsync(cancellationToken);
        return token;
    }

    private async Task KillAsync(RefreshToken row, LiveSession? session, DateTime now, CancellationToken cancellationToken)
    {
        await using (var db = await contexts.CreateDbContextAsync(cancellationToken))
        {
            await db.Set<RefreshToken>()
                .Where(t => t.FamilyId == row.FamilyId && t.UsedAtUtc == null)
                .ExecuteUpdateAsync(u => u.SetProperty(t => t.UsedAtUtc, now), cancellationToken);
        }

        await end.OneAsync(row.SessionId, "refresh token used twice", cancellationToken);
        if (session is not null)
        {
            await audit.RecordAsync(
                new AuditEvent("tokens.reuse_detected", "session", row.SessionId.ToString())
                {
                    OrganisationId = session.Access.OrganisationId,
                    SubjectUserId = session.Access.UserId,
                    Succeeded = false,
                },
                cancellationToken
            );
        }
    }
}
