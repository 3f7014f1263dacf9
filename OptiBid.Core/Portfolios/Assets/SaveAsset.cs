using Microsoft.EntityFrameworkCore;
using OptiBid.Core.Common;
using OptiBid.Core.Data;
using OptiBid.Core.Identity;

namespace OptiBid.Core.Portfolios.Assets;

/// <inheritdoc cref="ISaveAsset"/>
internal sealed class SaveAsset(IDbContextFactory<OptiBidDbContext> contexts, ICurrentUser user, IAuditTrail trail, TimeProvider time)
    : ISaveAsset
{
    /// <inheritdoc/>
    public async Task<Result<AssetView>> ExecuteAsync(
        Guid? id,
        AssetDraft draft,
        int? version = null,
        CancellationToken cancellationToken = default
    )
    {
        if (!user.Has(Permissions.WriteAssets))
        {
            return AssetFailures.Forbidden(Permissions.WriteAssets);
        }

        ArgumentNullException.ThrowIfNull(draft);
        var clean = AssetRules.Normalise(draft);
        if (AssetRules.Check(clean) is { } fault)
        {
            return fault;
        }

        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var assets = db.Set<Asset>().Where(a => a.OrganisationId == user.OrganisationId && a.RetiredUtc == null);
        var key = Asset.KeyOf(clean.Name);
        if (await assets.AnyAsync(a => a.NameKey == key && a.Id != id, cancellationToken))
        {
            return AssetFailures.NameTaken(clean.Name);
        }

        var now = time.GetUtcNow().UtcDateTime;
        Asset? asset;
        if (id is null)
        {
            asset = Asset.From(clean, user.OrganisationId, user.Name, now);
            db.Add(asset);
            trail.Append(db, new("assets.created", "asset", asset.Id.ToString(), After: clean));
        }
        else
        {
            asset = await assets.SingleOrDefaultAsync(a => a.Id == id, cancellationToken);
            if (asset is null)
            {
                return AssetFailures.NotFound(id.Value);
            }

            if (asset.Version != version)
            {
                return AssetFailures.Changed(asset.UpdatedBy);
            }

            var before = asset.ToView().Draft;
            asset.Apply(clean, user.Name, now);
            trail.Append(db, new("assets.changed", "asset", asset.Id.ToString(), before, clean));
        }

        try
        {
            await db.SaveChangesAsync(cancellationToken);
        }
        catch (DbUpdateConcurrencyException)
        {
            return AssetFailures.Changed("somebody else");
        }
        catch (DbUpdateException) when (!cancellationToken.IsCancellationRequested)
        {
            // The unique index decides between two saves at once.
            await using var fresh = await contexts.CreateDbContextAsync(cancellationToken);
            var taken = await fresh
                .Set<Asset>()
                .AnyAsync(
                    a => a.OrganisationId == user.OrganisationId && a.RetiredUtc == null && a.NameKey == key && a.Id != asset.Id,
                    cancellationToken
                );
            if (!taken)
            {
                throw;
            }

            return AssetFailures.NameTaken(clean.Name);
        }

        return asset.ToView();
    }
}
