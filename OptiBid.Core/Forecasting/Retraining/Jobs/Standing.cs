using System.Globalization;
using OptiBid.Core.Common;
using OptiBid.Core.Forecasting.Models;
using OptiBid.Core.Forecasting.Registry;
using OptiBid.Core.Forecasting.Retraining.Plans;
using OptiBid.Core.Forecasting.Tracking;

namespace OptiBid.Core.Forecasting.Retraining.Jobs;

/// <summary>A version of the registry with its forecaster.</summary>
/// <param name="Version">Number; null for the naive reference, which stands in while nothing is in production.</param>
/// <param name="Forecaster">Forecaster.</param>
/// <param name="CalibratedTo">Last day that it was chosen on.</param>
internal sealed record Contender(int? Version, IForecaster Forecaster, DateOnly CalibratedTo);

/// <summary>Champion and challenger of a plan.</summary>
/// <param name="Champion">In production, or the naive reference.</param>
/// <param name="Challenger">On trial, or null.</param>
internal sealed record Standing(Contender Champion, Contender? Challenger);

/// <summary>Tags of versions that a plan registers; a version of another origin takes part when it bears the first.</summary>
public static class RetrainTags
{
    /// <summary>Name of the forecaster of the catalogue.</summary>
    public const string Forecaster = "optibid.forecaster";

    /// <summary>Last day that the version was chosen on, yyyy-MM-dd; the day it was registered where it is missing.</summary>
    public const string CalibratedTo = "optibid.calibrated_to";

    /// <summary>Id of the plan.</summary>
    public const string Plan = "optibid.plan";
}

/// <summary>Reads who stands where in the registry; makes the model when it is missing.</summary>
internal sealed class StandingReader(IModelRegistry registry, IForecasterCatalog catalog)
{
    public async Task<Result<Standing>> ReadAsync(RetrainPlan plan, RetrainData data, CancellationToken cancellationToken)
    {
        var model = await registry.GetModelAsync(plan.Model, cancellationToken);
        if (model.Failure is TrackingFailure { Error: TrackingError.ResourceDoesNotExist })
        {
            model = await registry.CreateModelAsync(plan.Model, cancellationToken: cancellationToken);
        }

        if (model.Failure is { } failure)
        {
            return failure;
        }

        var champion = await ContenderAsync(model.Value, ModelAliases.Champion, cancellationToken);
        var challenger = await ContenderAsync(model.Value, ModelAliases.Challenger, cancellationToken);
        return (champion.Failure ?? challenger.Failure) is { } fault
            ? fault
            : new Standing(champion.Value ?? new(null, NaiveForecaster.DayOfWeekAware, data.Last), challenger.Value);
    }

    private async Task<Result<Contender?>> ContenderAsync(RegisteredModel model, string alias, CancellationToken cancellationToken)
    {
        if (model.Aliases.FirstOrDefault(a => a.Alias == alias) is not { } held)
        {
            return Result<Contender?>.Ok(null);
        }

        var found = await registry.GetVersionAsync(model.Name, held.Version, cancellationToken);
        if (found.Failure is { } failure)
        {
            return failure;
        }

        string? Tag(string key) => found.Value.Tags.FirstOrDefault(t => t.Key == key)?.Value;
        if (Tag(RetrainTags.Forecaster) is not { } name || catalog.Find(name) is not { } forecaster)
        {
            return new SimpleFailure(
                "retrain.forecaster",
                $"version {held.Version} of {model.Name} names no forecaster of this platform in its tag {RetrainTags.Forecaster}",
                FailureKind.Conflict
            );
        }

        var registered = DateOnly.FromDateTime(DateTime.UnixEpoch.AddMilliseconds(found.Value.CreatedMs));
        var calibrated = DateOnly.TryParseExact(
            Tag(RetrainTags.CalibratedTo),
            "yyyy-MM-dd",
            CultureInfo.InvariantCulture,
            DateTimeStyles.None,
            out var day
        )
            ? day
            : registered;
        return new Contender(held.Version, forecaster, calibrated);
    }
}
