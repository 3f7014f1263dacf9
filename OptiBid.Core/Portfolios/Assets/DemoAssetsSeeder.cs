using Microsoft.EntityFrameworkCore;
using OptiBid.Core.Common;
using OptiBid.Core.Data.Tenancy;
using OptiBid.Core.Identity.Organisations;
using OptiBid.Core.Markets.Simulated;

namespace OptiBid.Core.Portfolios.Assets;

/// <summary>Gives the demo organisation two batteries and a wind farm at simulated hubs, once: it never brings back what a user retired.</summary>
internal sealed class DemoAssetsSeeder(IPlatformContexts contexts, TimeProvider time) : ISeeder
{
    private static readonly AssetDraft[] s_assets =
    [
        new("Demo battery", AssetKind.Battery, "ERCOT", SimulatedNodes.HbNorth, 100, 400, 0.85),
        new("Small battery", AssetKind.Battery, "CAISO", SimulatedNodes.Sp15, 1, 4, 0.85),
        new("Demo wind farm", AssetKind.Wind, "ERCOT", SimulatedNodes.HbWest, SimulatedNodes.WindFarmMw),
    ];

    /// <inheritdoc/>
    public int Order => 200;

    /// <inheritdoc/>
    public async Task SeedAsync(CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        if (await db.Set<Asset>().AnyAsync(a => a.OrganisationId == DemoOrganisation.Id, cancellationToken))
        {
            return;
        }

        var now = time.GetUtcNow().UtcDateTime;
        db.AddRange(s_assets.Select(a => Asset.From(a, DemoOrganisation.Id, "OptiBid", now)));
        await db.SaveChangesAsync(cancellationToken);
    }
}
