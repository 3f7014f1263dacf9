using Microsoft.EntityFrameworkCore;
using OptiBid.Core.Common;
using OptiBid.Core.Data;
using OptiBid.Core.Identity;

namespace OptiBid.Core.Portfolios.Assets;

/// <inheritdoc cref="IListAssets"/>
internal sealed class ListAssets(IDbContextFactory<OptiBidDbContext> contexts, ICurrentUser user) : IListAssets
{
    /// <inheritdoc/>
    public async Task<Result<IReadOnlyList<AssetView>>> ExecuteAsync(CancellationToken cancellationToken = default)
    {
        if (!user.Has(Permissions.ReadAssets))
        {
            return AssetFailures.Forbidden(Permissions.ReadAssets);
        }

        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var assets = await db.Set<Asset>()
            .AsNoTracking()
            .Where(a => a.OrganisationId == user.OrganisationId && a.RetiredUtc == null)
            .OrderBy(a => a.NameKey)
            .ToListAsync(cancellationToken);
        return Result<IReadOnlyList<AssetView>>.Ok([.. assets.Select(a => a.ToView())]);
    }
}

/// <inheritdoc cref="IFindAsset"/>
internal sealed class FindAsset(IDbContextFactory<OptiBidDbContext> contexts, ICurrentUser user) : IFindAsset
{
    /// <inheritdoc/>
    public async Task<Result<AssetView>> ExecuteAsync(Guid id, CancellationToken cancellationToken = default)
    {
        if (!user.Has(Permissions.ReadAssets))
        {
            return AssetFailures.Forbidden(Permissions.ReadAssets);
        }

        // Retired assets too: what refers to one stays readable.
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var asset = await db.Set<Asset>()
            .AsNoTracking()
            .SingleOrDefaultAsync(a => a.Id == id && a.OrganisationId == user.OrganisationId, cancellationToken);
        return asset is null ? AssetFailures.NotFound(id) : asset.ToView();
    }
}
