using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using OptiBid.Core.Common;
using OptiBid.Core.Data;
using OptiBid.Core.Data.Tenancy;
using OptiBid.Core.Identity.Organisations;
using OptiBid.Core.Identity.Sessions;
using OptiBid.Core.Identity.SignIn;

namespace OptiBid.Core.Identity.Scim.Tokens;

/// <summary>Makes, revokes and lists tokens.</summary>
internal sealed class ScimTokens(
    IDbContextFactory<OptiBidDbContext> contexts,
    ICurrentUser user,
    IRecentProof recent,
    IAuditTrail audit,
    IOptions<ScimOptions> options,
    TimeProvider time
) : ICreateScimToken, IRevokeScimToken, IListScimTokens
{
    /// <summary>What every token begins with, so that a scanner for secrets finds it.</summary>
    public const string Prefix = "obscim_";

    private const int MostWorking = 5;

    /// <inheritdoc/>
    async Task<Result<NewScimToken>> ICreateScimToken.ExecuteAsync(ScimTokenDraft draft, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(draft);
        if (!user.Has(Permissions.ManageScim))
        {
            return Forbidden();
        }

        if (recent.Missing() is { } missing)
        {
            return missing;
        }

        var name = draft.Name?.Trim() ?? "";
        if (name.Length is 0 or > 100 || name.Any(char.IsControl))
        {
            return Invalid("name", "The name needs 1 to 100 characters.");
        }

        var longest = options.Value.LongestTokenDays;
        if (draft.Days < 1 || draft.Days > longest)
        {
            return Invalid("days", $"A token lives 1 to {longest} days.");
        }

        var scopes = (draft.Scopes ?? ScimScopes.All).Distinct(StringComparer.Ordinal).ToList();
        if (scopes.Count == 0 || !scopes.TrueForAll(s => ScimScopes.All.Contains(s, StringComparer.Ordinal)))
        {
            return Invalid("scopes", $"Scopes are {string.Join(", ", ScimScopes.All)}.");
        }

        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var now = time.GetUtcNow().UtcDateTime;
        if (await db.Set<ScimToken>().CountAsync(t => t.RevokedAtUtc == null && t.ExpiresAtUtc > now, cancellationToken) >= MostWorking)
        {
            return new SimpleFailure(
                "scim.too_many_tokens",
                $"At most {MostWorking} tokens work at once; revoke one first.",
                FailureKind.Conflict
            );
        }

        var id = Guid.CreateVersion7(time.GetUtcNow());
        var (secret, hash) = SessionToken.Create(id);
        var token = new ScimToken
        {
            Id = id,
            OrganisationId = user.OrganisationId,
            Name = name,
            SecretHash = hash,
            Scopes = scopes,
            CreatedBy = user.UserId,
            CreatedAtUtc = now,
            ExpiresAtUtc = now.AddDays(draft.Days),
        };
        db.Add(token);
        audit.Append(db, new("scim.token_created", "scim_token", id.ToString(), After: Audited(token)));
        await db.SaveChangesAsync(cancellationToken);
        return new NewScimToken(token.ToView(), Prefix + secret);
    }

    /// <inheritdoc/>
    async Task<Result<ScimTokenView>> IRevokeScimToken.ExecuteAsync(Guid id, CancellationToken cancellationToken)
    {
        if (!user.Has(Permissions.ManageScim))
        {
            return Forbidden();
        }

        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        if (await db.Set<ScimToken>().SingleOrDefaultAsync(t => t.Id == id, cancellationToken) is not { } token)
        {
            return new SimpleFailure("scim.unknown_token", "There is no such token.", FailureKind.NotFound);
        }

        if (token.RevokedAtUtc is null)
        {
            var before = Audited(token);
            token.RevokedAtUtc = time.GetUtcNow().UtcDateTime;
            audit.Append(db, new("scim.token_revoked", "scim_token", id.ToString(), before, Audited(token)));
            await db.SaveChangesAsync(cancellationToken);
        }

        return token.ToView();
    }

    /// <inheritdoc/>
    async Task<Result<IReadOnlyList<ScimTokenView>>> IListScimTokens.ExecuteAsync(CancellationToken cancellationToken)
    {
        if (!user.Has(Permissions.ManageScim))
        {
            return Forbidden();
        }

        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var tokens = await db.Set<ScimToken>()
            .AsNoTracking()
            .OrderByDescending(t => t.CreatedAtUtc)
            .Take(200)
            .ToListAsync(cancellationToken);
        return tokens.ConvertAll(t => t.ToView());
    }

    private static object Audited(ScimToken token) =>
        new
        {
            Token = token.Name,
            token.Scopes,
            token.ExpiresAtUtc,
            token.RevokedAtUtc,
        };

    private static Failure Forbidden() =>
        new SimpleFailure("scim.forbidden", $"This needs the permission {Permissions.ManageScim}.", FailureKind.Forbidden);

    private static Failure Invalid(string field, Sentence message) => new SimpleFailure("scim.invalid", message) { Field = field };
}

/// <inheritdoc cref="IFindScimCaller"/>
internal sealed class FindScimCaller(IPlatformContexts contexts, TimeProvider time) : IFindScimCaller
{
    private static readonly TimeSpan s_writeUse = TimeSpan.FromMinutes(1);

    /// <inheritdoc/>
    public async Task<ScimCaller?> ExecuteAsync(string token, CancellationToken cancellationToken = default)
    {
        if (
            token?.StartsWith(ScimTokens.Prefix, StringComparison.Ordinal) != true
            || !SessionToken.TryRead(token[ScimTokens.Prefix.Length..], out var id, out var span)
        )
        {
            return null;
        }

        var secret = span.ToString();
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var now = time.GetUtcNow().UtcDateTime;
        var found = await (
            from t in db.Set<ScimToken>()
            join o in db.Set<Organisation>() on t.OrganisationId equals o.Id
            where t.Id == id && t.RevokedAtUtc == null && t.ExpiresAtUtc > now && o.Status == OrganisationStatus.Active
            select t
        ).SingleOrDefaultAsync(cancellationToken);
        if (found is null || !SessionToken.Matches(secret, found.SecretHash))
        {
            return null;
        }

        if (found.LastUsedAtUtc is null || now - found.LastUsedAtUtc > s_writeUse)
        {
            found.LastUsedAtUtc = now;
            await db.SaveChangesAsync(cancellationToken);
        }

        return new(found.Id, found.OrganisationId, found.Name, found.Scopes);
    }
}
