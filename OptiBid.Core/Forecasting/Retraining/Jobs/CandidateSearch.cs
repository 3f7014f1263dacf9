using System.Globalization;
using OptiBid.Core.Common;
using OptiBid.Core.Forecasting.Models;
using OptiBid.Core.Forecasting.Registry;
using OptiBid.Core.Forecasting.Retraining.Plans;
using OptiBid.Core.Forecasting.Tracking;

namespace OptiBid.Core.Forecasting.Retraining.Jobs;

/// <summary>
/// Trains the candidates of a plan anew on each of the last days, compares them with the champion there, and registers the best as challenger. The
/// comparison is a tracked run; the days of it are not those of the trial, which begins after them.
/// </summary>
internal sealed class CandidateSearch(
    DailyErrors errors,
    IForecasterCatalog catalog,
    IModelRegistry registry,
    IEmbeddedTracker tracker,
    TimeProvider time
)
{
    private sealed record Scored(IForecaster Forecaster, double Mae);

    public async Task<Result<RetrainOutcome>> ExecuteAsync(
        RetrainPlan plan,
        RetrainData data,
        Contender champion,
        JobLog log,
        CancellationToken cancellationToken
    )
    {
        var from = data.Last.AddDays(1 - plan.ValidationDays);
        var forecasters = new List<IForecaster> { champion.Forecaster };
        foreach (var name in plan.Candidates.Split(','))
        {
            if (catalog.Find(name) is not { } candidate)
            {
                return ForecastingFailures.UnknownModel(name, catalog);
            }

            if (forecasters.TrueForAll(f => f.Info.Name != candidate.Info.Name))
            {
                forecasters.Add(candidate);
            }
        }

        var scored = await ScoreAsync(plan, data, forecasters, from, log, cancellationToken);
        if (scored.Failure is { } failure)
        {
            return failure;
        }

        var best = scored.Value.Skip(1).MinBy(s => s.Mae);
        if (best is null || best.Mae >= scored.Value[0].Mae)
        {
            log.Say($"no candidate is better than {champion.Forecaster.Info.Name}; it stays");
            return RetrainOutcome.ChampionStays;
        }

        var run = await TrackAsync(plan, data, scored.Value, best, from, cancellationToken);
        if (run.Failure is { } untracked)
        {
            return untracked;
        }

        var version = await RegisterAsync(plan, data, best.Forecaster, run.Value, cancellationToken);
        if (version.Failure is { } refused)
        {
            return refused;
        }

        log.Say($"{best.Forecaster.Info.Name} is version {version.Value} of {plan.Model} and the challenger from now on");
        return RetrainOutcome.ChallengerRegistered;
    }

    /// <summary>The champion first. All on the days that all of them forecast.</summary>
    private async Task<Result<List<Scored>>> ScoreAsync(
        RetrainPlan plan,
        RetrainData data,
        List<IForecaster> forecasters,
        DateOnly from,
        JobLog log,
        CancellationToken cancellationToken
    )
    {
        var all = new List<(IForecaster Forecaster, SortedDictionary<DateOnly, DailyError> Days)>();
        foreach (var forecaster in forecasters)
        {
            var days = await errors.OfAsync(plan, data, forecaster, from, data.Last, cancellationToken);
            if (days.Failure is { } failure)
            {
                return failure;
            }

            all.Add((forecaster, days.Value));
        }

        var common = all[0].Days.Keys.Where(d => all.TrueForAll(a => a.Days.ContainsKey(d))).ToList();
        if (common.Count < plan.ValidationDays / 2)
        {
            return new SimpleFailure(
                "retrain.history",
                $"only {common.Count} of the {plan.ValidationDays} days since {from:yyyy-MM-dd} can be forecast by all candidates"
            );
        }

        var scored = all.Select(a => new Scored(a.Forecaster, common.Average(d => a.Days[d].Mae))).ToList();
        log.Say(
            $"on {common.Count} days since {from:yyyy-MM-dd}: {Sentence.List("; ", scored.Select(s => Sentence.Of($"{s.Forecaster.Info.Name} MAE {s.Mae:F3}")))}"
        );
        return scored;
    }

    private async Task<Result<string>> TrackAsync(
        RetrainPlan plan,
        RetrainData data,
        List<Scored> scored,
        Scored best,
        DateOnly from,
        CancellationToken cancellationToken
    )
    {
        var name = $"Retraining {plan.Model}";
        var found = await tracker.FindExperimentAsync(name, cancellationToken);
        var experiment = found.IsSuccess
            ? Result<string>.Ok(found.Value.Id)
            : await tracker.CreateExperimentAsync(name, cancellationToken: cancellationToken);
        if (experiment.Failure is { } failure)
        {
            return failure;
        }

        var run = await tracker.CreateRunAsync(new(experiment.Value, $"{best.Forecaster.Info.Name} {Text(data.Last)}"), cancellationToken);
        if (run.Failure is { } refused)
        {
            return refused;
        }

        var now = time.GetUtcNow().ToUnixTimeMilliseconds();
        var batch = new RunBatch(
            [new("mae", best.Mae, now), .. scored.Select(s => new TrackedMetric($"mae.{s.Forecaster.Info.Name}", s.Mae, now))],
            [
                new("model", best.Forecaster.Info.Name),
                new("model_parameters", best.Forecaster.Info.Parameters.ToString()),
                new("champion", scored[0].Forecaster.Info.Name),
                new("market", plan.Market),
                new("node", plan.Node),
                new("product", plan.Product),
                new("from", Text(from)),
                new("to", Text(data.Last)),
            ],
            [
                new(TrackedTags.DataHash, data.Hash),
                new(TrackedTags.Simulated, data.Stored.Definition.IsSimulated ? "true" : "false"),
                new(RetrainTags.Plan, plan.Id.ToString()),
            ]
        );
        var id = run.Value.Info.Id;
        var logged = await tracker.LogAsync(id, batch, cancellationToken);
        var ended = await tracker.UpdateRunAsync(id, TrackedRunStatus.Finished, now, cancellationToken: cancellationToken);
        return (logged.Failure ?? ended.Failure) is { } fault ? fault : Result<string>.Ok(id);
    }

    private async Task<Result<int>> RegisterAsync(
        RetrainPlan plan,
        RetrainData data,
        IForecaster forecaster,
        string run,
        CancellationToken cancellationToken
    )
    {
        var draft = new VersionDraft(
            plan.Model,
            $"runs:/{run}/model",
            run,
            Description: $"{forecaster.Info.Name}: {forecaster.Info.Parameters}",
            Tags:
            [
                new(RetrainTags.Forecaster, forecaster.Info.Name),
                new(RetrainTags.CalibratedTo, Text(data.Last)),
                new(RetrainTags.Plan, plan.Id.ToString()),
            ]
        );
        var version = await registry.CreateVersionAsync(draft, cancellationToken);
        if (version.Failure is { } failure)
        {
            return failure;
        }

        var number = version.Value.Version;
        var staged = await registry.MoveAsync(plan.Model, number, ModelStage.Staging, archiveOthers: true, cancellationToken);
        var named = await registry.SetAliasAsync(plan.Model, ModelAliases.Challenger, number, cancellationToken);
        return (staged.Failure ?? named.Failure) is { } fault ? fault : number;
    }

    private static string Text(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
