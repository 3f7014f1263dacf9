using Microsoft.EntityFrameworkCore;
using OptiBid.Core.Common;
using OptiBid.Core.Data;
using OptiBid.Core.Identity.Sso.SignIn;

namespace OptiBid.Core.Identity.Sso.Providers;

/// <inheritdoc cref="IListProviders"/>
internal sealed class ListProviders(IDbContextFactory<OptiBidDbContext> contexts, ICurrentUser user) : IListProviders
{
    /// <inheritdoc/>
    public async Task<Result<IReadOnlyList<ProviderView>>> ExecuteAsync(CancellationToken cancellationToken = default)
    {
        if (!user.Has(Permissions.ReadSso))
        {
            return SsoFailures.Forbidden(Permissions.ReadSso);
        }

        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var rows = await db.Set<IdentityProvider>().AsNoTracking().OrderBy(p => p.CreatedAtUtc).ToListAsync(cancellationToken);
        var people = await db.Set<ExternalIdentity>()
            .GroupBy(i => i.ProviderId)
            .Select(g => new { g.Key, Count = g.Count() })
            .ToDictionaryAsync(g => g.Key, g => g.Count, cancellationToken);
        return rows.Select(r => r.ToView(people.GetValueOrDefault(r.Id))).ToList();
    }
}
