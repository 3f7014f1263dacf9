using Microsoft.EntityFrameworkCore;
using OptiBid.Core.Common;
using OptiBid.Core.Data;
using OptiBid.Core.Forecasting.Models;
using OptiBid.Core.Forecasting.Registry;
using OptiBid.Core.Forecasting.Retraining.Jobs;
using OptiBid.Core.Forecasting.Retraining.Plans;
using OptiBid.Core.Forecasting.Tracking.Embedded;
using OptiBid.Core.Identity;
using OptiBid.Core.Series;

namespace OptiBid.Core.Forecasting.Days.Champions;

/// <summary>What is in production for a series.</summary>
/// <param name="Registered">The registered model, or null.</param>
/// <param name="Version">Its version in production, or null.</param>
/// <param name="Forecaster">The forecaster of that version, or null.</param>
/// <param name="Missing">Why there is no forecaster; null where there is one.</param>
internal sealed record Champion(string? Registered, int? Version, IForecaster? Forecaster, Sentence? Missing);

/// <summary>
/// Finds the champion of a series: retraining plans name the registered model of a series. Of several plans the first with a version in production
/// counts: those that are switched on before others, then by the name of the model. Callers have checked permissions.
/// </summary>
internal sealed class ChampionReader(ICurrentUser user, IDbContextFactory<OptiBidDbContext> contexts, IForecasterCatalog catalog)
{
    public async Task<Champion> ReadAsync(SeriesKey target, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var plans = await db.Set<RetrainPlan>()
            .AsNoTracking()
            .Where(p =>
                p.OrganisationId == user.OrganisationId && p.Market == target.Market && p.Node == target.Node && p.Product == target.Product
            )
            .OrderByDescending(p => p.IsEnabled)
            .ThenBy(p => p.Model)
            .Select(p => p.Model)
            .ToListAsync(cancellationToken);
        Champion? vacant = null;
        foreach (var name in plans)
        {
            var found = await OfAsync(db, name, cancellationToken);
            if (found.Version is not null)
            {
                return found;
            }

            vacant ??= found;
        }

        return vacant ?? new(null, null, null, Sentence.Of($"no retraining plan names a registered model for {target}"));
    }

    private async Task<Champion> OfAsync(OptiBidDbContext db, string name, CancellationToken cancellationToken)
    {
        var model = await RegistryReader.ModelAsync(db, user.OrganisationId, name, cancellationToken);
        if (
            model is null
            || !RegistryReader.Aliases(model.Aliases).TryGetValue(ModelAliases.Champion, out var number)
            || await RegistryReader.VersionAsync(db, model.Id, number, cancellationToken) is not { } version
        )
        {
            return new(name, null, null, Sentence.Of($"the registered model {name} has no version in production"));
        }

        return
            TrackingMap.Tags(version.Tags).TryGetValue(RetrainTags.Forecaster, out var forecaster) && catalog.Find(forecaster) is { } known
            ? new(name, number, known, null)
            : new(
                name,
                number,
                null,
                Sentence.Of($"version {number} of {name} names no forecaster of this platform in its tag {RetrainTags.Forecaster}")
            );
    }
}
