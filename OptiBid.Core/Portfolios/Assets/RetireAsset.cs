using Microsoft.EntityFrameworkCore;
using OptiBid.Core.Common;
using OptiBid.Core.Data;
using OptiBid.Core.Identity;

namespace OptiBid.Core.Portfolios.Assets;

/// <inheritdoc cref="IRetireAsset"/>
internal sealed class RetireAsset(IDbContextFactory<OptiBidDbContext> contexts, ICurrentUser user, IAuditTrail trail, TimeProvider time)
    : IRetireAsset
{
    /// <inheritdoc/>
    public async Task<Result<Done>> ExecuteAsync(Guid id, bool restore = false, CancellationToken cancellationToken = default)
    {
        if (!user.Has(Permissions.RetireAssets))
        {
            return AssetFailures.Forbidden(Permissions.RetireAssets);
        }

        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var assets = db.Set<Asset>().Where(a => a.OrganisationId == user.OrganisationId);
        var asset = await assets.SingleOrDefaultAsync(a => a.Id == id, cancellationToken);
        if (asset is null)
        {
            return AssetFailures.NotFound(id);
        }

        if (restore == asset.RetiredUtc is null)
        {
            return Done.Instance;
        }

        if (restore && await assets.AnyAsync(a => a.RetiredUtc == null && a.NameKey == asset.NameKey, cancellationToken))
        {
            return AssetFailures.NameTaken(asset.Name);
        }

        var now = time.GetUtcNow().UtcDateTime;
        asset.RetiredUtc = restore ? null : now;
        asset.Touch(user.Name, now);
        trail.Append(db, new(restore ? "assets.restored" : "assets.retired", "asset", asset.Id.ToString(), After: new { asset.Name }));
        try
        {
            await db.SaveChangesAsync(cancellationToken);
        }
        catch (DbUpdateConcurrencyException)
        {
            return AssetFailures.Changed("somebody else");
        }

        return Done.Instance;
    }
}
