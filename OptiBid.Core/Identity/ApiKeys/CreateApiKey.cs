using Microsoft.EntityFrameworkCore;
using OptiBid.Core.Common;
using OptiBid.Core.Data;
using OptiBid.Core.Data.Tenancy;
using OptiBid.Core.Identity.Organisations;
using OptiBid.Core.Identity.Sessions;
using OptiBid.Core.Identity.SignIn;

namespace OptiBid.Core.Identity.ApiKeys;

/// <summary>The request for a key or a service account breaks a rule.</summary>
public sealed record InvalidApiKey(Sentence Reason) : Failure("identity.invalid_api_key", Reason);

/// <summary>The caller may not do this with API keys.</summary>
public sealed record ApiKeysForbidden(string Permission)
    : Failure("identity.forbidden", $"The permission {Permission} is needed.", FailureKind.Forbidden);

/// <summary>There is no such key or service account.</summary>
public sealed record UnknownApiKey()
    : Failure("identity.unknown_api_key", "There is no such key or service account.", FailureKind.NotFound);

/// <inheritdoc cref="ICreateApiKey"/>
internal sealed class CreateApiKey(
    IDbContextFactory<OptiBidDbContext> contexts,
    IPlatformContexts platforms,
    ICurrentUser user,
    IRecentProof recent,
    IRequestOrigin origin,
    IAuditTrail audit,
    TimeProvider time
) : ICreateApiKey
{
    /// <inheritdoc/>
    public async Task<Result<CreatedApiKey>> ExecuteAsync(NewApiKey request, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        var needed = request.ServiceAccountId is null ? Permissions.UseApiKeys : Permissions.ManageApiKeys;
        if (!user.Has(needed))
        {
            return new ApiKeysForbidden(needed);
        }

        // A key that could make keys would outlive its own revocation.
        if (user is IInteractiveUser && origin.SessionId is null)
        {
            return new InvalidApiKey("An API key cannot make API keys: sign in.");
        }

        if (recent.Missing() is { } missing)
        {
            return missing;
        }

        if (request.Name.Trim().Length is 0 or > 100)
        {
            return new InvalidApiKey("A name of 1 to 100 characters is needed.") { Field = "name" };
        }

        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        if (await ProblemAsync(db, request, cancellationToken) is { } problem)
        {
            return problem;
        }

        var now = time.GetUtcNow().UtcDateTime;
        var id = Guid.CreateVersion7(time.GetUtcNow());
        var (text, hash) = ApiKeyText.Create(id);
        var key = new ApiKey
        {
            Id = id,
            OrganisationId = user.OrganisationId,
            Name = request.Name.Trim(),
            SecretHash = hash,
            UserId = request.ServiceAccountId is null ? user.UserId : null,
            ServiceAccountId = request.ServiceAccountId,
            Scopes = [.. request.Scopes.Distinct(StringComparer.Ordinal)],
            CreatedAtUtc = now,
            CreatedBy = user.UserId,
            ExpiresAtUtc = now.AddDays(request.Days),
        };
        db.Add(key);
        audit.Append(
            db,
            new AuditEvent(
                "api_keys.created",
                "api key",
                id.ToString(),
                After: new
                {
                    key.Name,
                    key.UserId,
                    key.ServiceAccountId,
                    key.Scopes,
                    key.ExpiresAtUtc,
                }
            )
        );
        await db.SaveChangesAsync(cancellationToken);
        return new CreatedApiKey(id, text, key.ExpiresAtUtc);
    }

    private async Task<Failure?> ProblemAsync(OptiBidDbContext db, NewApiKey request, CancellationToken cancellationToken)
    {
        var allowed = request.ServiceAccountId is { } id
            ? (
                await db.Set<ServiceAccount>()
                    .AsNoTracking()
                    .SingleOrDefaultAsync(a => a.Id == id && a.DisabledAtUtc == null, cancellationToken)
            )?.Permissions
            : [.. Permissions.OfOrganisation.Where(user.Has)];
        if (allowed is null)
        {
            return new UnknownApiKey();
        }

        if (request.Scopes.Count == 0 || request.Scopes.FirstOrDefault(s => !allowed.Contains(s, StringComparer.Ordinal)) is not null)
        {
            return new InvalidApiKey("Scopes are one or more permissions that the owner of the key holds.") { Field = "scopes" };
        }

        await using var platform = await platforms.CreateDbContextAsync(cancellationToken);
        var policy = await platform
            .Set<Organisation>()
            .AsNoTracking()
            .Where(o => o.Id == user.OrganisationId)
            .Select(o => o.Policy)
            .SingleAsync(cancellationToken);
        var most = Math.Clamp(policy.ApiKeyDays, 1, 366);
        return request.Days < 1 || request.Days > most
            ? new InvalidApiKey($"A key of this organisation lives 1 to {most} days.") { Field = "days" }
            : null;
    }
}
