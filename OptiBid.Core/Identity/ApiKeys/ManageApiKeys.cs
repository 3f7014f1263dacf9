using Microsoft.EntityFrameworkCore;
using OptiBid.Core.Common;
using OptiBid.Core.Data;
using OptiBid.Core.Identity.Sessions;

namespace OptiBid.Core.Identity.ApiKeys;

/// <inheritdoc cref="IRevokeApiKey"/>
internal sealed class RevokeApiKey(
    IDbContextFactory<OptiBidDbContext> contexts,
    ICurrentUser user,
    ISessionBus bus,
    IAuditTrail audit,
    TimeProvider time
) : IRevokeApiKey
{
    /// <inheritdoc/>
    public async Task<Result<Done>> ExecuteAsync(Guid id, CancellationToken cancellationToken = default)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var key = await db.Set<ApiKey>().SingleOrDefaultAsync(k => k.Id == id, cancellationToken);
        var allowed =
            key is not null && (user.Has(Permissions.ManageApiKeys) || (key.UserId == user.UserId && user.Has(Permissions.UseApiKeys)));
        if (key is null || !allowed)
        {
            return new UnknownApiKey();
        }

        if (key.RevokedAtUtc is null)
        {
            key.RevokedAtUtc = time.GetUtcNow().UtcDateTime;
            audit.Append(
                db,
                new AuditEvent(
                    "api_keys.revoked",
                    "api key",
                    id.ToString(),
                    Before: new
                    {
                        key.Name,
                        key.UserId,
                        key.ServiceAccountId,
                    }
                )
            );
            await db.SaveChangesAsync(cancellationToken);
            await bus.PublishAsync([new(SessionEventKind.Ended, id, "key revoked")], cancellationToken);
        }

        return Done.Instance;
    }
}

/// <inheritdoc cref="IListApiKeys"/>
internal sealed class ListApiKeys(IDbContextFactory<OptiBidDbContext> contexts, ICurrentUser user) : IListApiKeys
{
    /// <inheritdoc/>
    public async Task<Result<IReadOnlyList<ApiKeyInfo>>> ExecuteAsync(
        bool everybodys = false,
        CancellationToken cancellationToken = default
    )
    {
        var needed = everybodys ? Permissions.ReadApiKeys : Permissions.UseApiKeys;
        if (!user.Has(needed))
        {
            return new ApiKeysForbidden(needed);
        }

        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var keys = await db.Set<ApiKey>()
            .AsNoTracking()
            .Where(k => everybodys || k.UserId == user.UserId)
            .OrderByDescending(k => k.CreatedAtUtc)
            .ToListAsync(cancellationToken);
        return Result<IReadOnlyList<ApiKeyInfo>>.Ok([
            .. keys.Select(k => new ApiKeyInfo(
                k.Id,
                k.Name,
                k.UserId ?? k.ServiceAccountId!.Value,
                k.UserId is null,
                k.Scopes,
                k.CreatedAtUtc,
                k.ExpiresAtUtc,
                k.LastUsedAtUtc,
                k.RevokedAtUtc
            )),
        ]);
    }
}

/// <inheritdoc cref="ICreateServiceAccount"/>
internal sealed class CreateServiceAccount(
    IDbContextFactory<OptiBidDbContext> contexts,
    ICurrentUser user,
    IAuditTrail audit,
    TimeProvider time
) : ICreateServiceAccount
{
    /// <inheritdoc/>
    public async Task<Result<ServiceAccountInfo>> ExecuteAsync(
        string name,
        IReadOnlyList<string> permissions,
        CancellationToken cancellationToken = default
    )
    {
        ArgumentNullException.ThrowIfNull(permissions);
        if (!user.Has(Permissions.ManageServiceAccounts))
        {
            return new ApiKeysForbidden(Permissions.ManageServiceAccounts);
        }

        if (name.Trim().Length is 0 or > 100)
        {
            return new InvalidApiKey("A name of 1 to 100 characters is needed.") { Field = "name" };
        }

        if (permissions.FirstOrDefault(p => !Permissions.OfOrganisation.Contains(p, StringComparer.Ordinal) || !user.Has(p)) is not null)
        {
            return new InvalidApiKey("A service account may do no more than whoever makes it.") { Field = "permissions" };
        }

        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        if (await db.Set<ServiceAccount>().AnyAsync(a => a.Name == name.Trim(), cancellationToken))
        {
            return new SimpleFailure("identity.service_account_exists", "A service account has this name already.", FailureKind.Conflict)
            {
                Field = "name",
            };
        }

        var account = new ServiceAccount
        {
            Id = Guid.CreateVersion7(time.GetUtcNow()),
            OrganisationId = user.OrganisationId,
            Name = name.Trim(),
            Permissions = [.. permissions.Distinct(StringComparer.Ordinal)],
            CreatedAtUtc = time.GetUtcNow().UtcDateTime,
        };
        db.Add(account);
        audit.Append(
            db,
            new AuditEvent(
                "service_accounts.created",
                "service account",
                account.Id.ToString(),
                After: new { account.Name, account.Permissions }
            )
        );
        await db.SaveChangesAsync(cancellationToken);
        return ListServiceAccounts.Of(account);
    }
}

/// <inheritdoc cref="IDisableServiceAccount"/>
internal sealed class DisableServiceAccount(
    IDbContextFactory<OptiBidDbContext> contexts,
    ICurrentUser user,
    ISessionBus bus,
    IAuditTrail audit,
    TimeProvider time
) : IDisableServiceAccount
{
    /// <inheritdoc/>
    public async Task<Result<Done>> ExecuteAsync(Guid id, CancellationToken cancellationToken = default)
    {
        if (!user.Has(Permissions.ManageServiceAccounts))
        {
            return new ApiKeysForbidden(Permissions.ManageServiceAccounts);
        }

        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var account = await db.Set<ServiceAccount>().SingleOrDefaultAsync(a => a.Id == id, cancellationToken);
        if (account is null)
        {
            return new UnknownApiKey();
        }

        if (account.DisabledAtUtc is null)
        {
            account.DisabledAtUtc = time.GetUtcNow().UtcDateTime;
            audit.Append(db, new AuditEvent("service_accounts.disabled", "service account", id.ToString(), Before: new { account.Name }));
            await db.SaveChangesAsync(cancellationToken);
            var keys = await db.Set<ApiKey>().Where(k => k.ServiceAccountId == id).Select(k => k.Id).ToListAsync(cancellationToken);
            await bus.PublishAsync(
                [.. keys.Select(k => new SessionEvent(SessionEventKind.Ended, k, "service account disabled"))],
                cancellationToken
            );
        }

        return Done.Instance;
    }
}

/// <inheritdoc cref="IListServiceAccounts"/>
internal sealed class ListServiceAccounts(IDbContextFactory<OptiBidDbContext> contexts, ICurrentUser user) : IListServiceAccounts
{
    /// <inheritdoc/>
    public async Task<Result<IReadOnlyList<ServiceAccountInfo>>> ExecuteAsync(CancellationToken cancellationToken = default)
    {
        if (!user.Has(Permissions.ReadApiKeys))
        {
            return new ApiKeysForbidden(Permissions.ReadApiKeys);
        }

        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var accounts = await db.Set<ServiceAccount>().AsNoTracking().OrderBy(a => a.Name).ToListAsync(cancellationToken);
        return Result<IReadOnlyList<ServiceAccountInfo>>.Ok([.. accounts.Select(Of)]);
    }

    /// <summary>The account as lists show it.</summary>
    public static ServiceAccountInfo Of(ServiceAccount account) =>
        new(account.Id, account.Name, account.Permissions, account.CreatedAtUtc, account.DisabledAtUtc);
}
