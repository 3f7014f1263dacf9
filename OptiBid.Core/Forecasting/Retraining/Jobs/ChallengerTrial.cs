using OptiBid.Core.Common;
using OptiBid.Core.Forecasting.Metrics;
using OptiBid.Core.Forecasting.Registry;
using OptiBid.Core.Forecasting.Retraining.Plans;

namespace OptiBid.Core.Forecasting.Retraining.Jobs;

/// <summary>What a trial came to.</summary>
/// <param name="Trial">The figures.</param>
/// <param name="Outcome">What was done.</param>
internal sealed record TrialVerdict(RetrainTrial Trial, RetrainOutcome Outcome);

/// <summary>
/// Lets the challenger forecast beside the champion on the days after those that it was chosen on, and judges once, when there are as many as the
/// plan asks for: a test that is looked at every day until it comes out finds a difference where there is none.
/// </summary>
internal sealed class ChallengerTrial(DailyErrors errors, IModelRegistry registry, IListPromotions promotions, IRequestPromotion request)
{
    /// <summary>A challenger is better below this.</summary>
    public const double Significance = 0.05;

    public async Task<Result<TrialVerdict>> ExecuteAsync(
        RetrainPlan plan,
        RetrainData data,
        Contender champion,
        Contender challenger,
        JobLog log,
        CancellationToken cancellationToken
    )
    {
        var number = challenger.Version!.Value;
        var from = challenger.CalibratedTo.AddDays(1);
        var days = await PairsAsync(plan, data, champion, challenger, from, cancellationToken);
        if (days.Failure is { } failure)
        {
            return failure;
        }

        var pairs = days.Value.Take(plan.ShadowDays).ToList();
        var trial = Describe(plan, champion, challenger, from, pairs);
        log.Say(
            $"version {number} ({challenger.Forecaster.Info.Name}) forecast {pairs.Count} of {plan.ShadowDays} days beside {champion.Forecaster.Info.Name}"
        );
        if (pairs.Count < plan.ShadowDays)
        {
            return new TrialVerdict(trial, RetrainOutcome.OnTrial);
        }

        var asked = await promotions.ExecuteAsync(plan.Model, cancellationToken);
        if (asked.Failure is { } unread)
        {
            return unread;
        }

        var earlier = asked.Value.FirstOrDefault(p => p.Version == number && p.Kind == PromotionKind.Promotion);
        if (earlier?.State == PromotionState.Waiting)
        {
            log.Say("its promotion waits for somebody who approves it");
            return new TrialVerdict(trial, RetrainOutcome.PromotionWaits);
        }

        // Whoever refused it has seen these figures: asking again every day would be nagging.
        if (earlier is not null || trial.PValue is not < Significance)
        {
            log.Say(
                earlier is not null
                    ? Sentence.Of($"its promotion was not approved; version {number} goes to the archive")
                    : Sentence.Of($"it is not significantly better (p = {trial.PValue ?? 1:G2}); version {number} goes to the archive")
            );
            return await ArchiveAsync(plan.Model, number, cancellationToken) is { } fault
                ? fault
                : new TrialVerdict(trial, RetrainOutcome.ChallengerArchived);
        }

        var reason = FormattableString.Invariant(
            $"{trial.Challenger} beside {trial.Champion} on {trial.Days} days from {from:yyyy-MM-dd}: MAE {trial.ChallengerMae:F3} against {trial.ChampionMae:F3}, Diebold-Mariano {trial.DieboldMariano:F2}, p = {trial.PValue:G2}"
        );
        var promotion = await request.ExecuteAsync(plan.Model, number, reason, cancellationToken);
        if (promotion.Failure is { } refused)
        {
            return refused;
        }

        log.Say($"it is significantly better (p = {trial.PValue ?? 1:G2}): a promotion of version {number} waits for approval");
        return new TrialVerdict(trial, RetrainOutcome.PromotionRequested);
    }

    /// <summary>The errors of both on the days that both forecast.</summary>
    private async Task<Result<List<(double Champion, double Challenger)>>> PairsAsync(
        RetrainPlan plan,
        RetrainData data,
        Contender champion,
        Contender challenger,
        DateOnly from,
        CancellationToken cancellationToken
    )
    {
        if (from > data.Last)
        {
            return new List<(double, double)>();
        }

        var first = await errors.OfAsync(plan, data, champion.Forecaster, from, data.Last, cancellationToken);
        var second = await errors.OfAsync(plan, data, challenger.Forecaster, from, data.Last, cancellationToken);
        return (first.Failure ?? second.Failure) is { } failure
            ? failure
            : first.Value.Where(d => second.Value.ContainsKey(d.Key)).Select(d => (d.Value.Mae, second.Value[d.Key].Mae)).ToList();
    }

    private static RetrainTrial Describe(
        RetrainPlan plan,
        Contender champion,
        Contender challenger,
        DateOnly from,
        List<(double Champion, double Challenger)> pairs
    )
    {
        double? statistic =
            pairs.Count < plan.ShadowDays
                ? null
                : DieboldMariano.Statistic([.. pairs.Select(p => p.Champion)], [.. pairs.Select(p => p.Challenger)]);
        return new(
            champion.Forecaster.Info.Name,
            challenger.Forecaster.Info.Name,
            challenger.Version!.Value,
            from,
            pairs.Count,
            plan.ShadowDays,
            pairs.Count == 0 ? null : pairs.Average(p => p.Champion),
            pairs.Count == 0 ? null : pairs.Average(p => p.Challenger),
            statistic,
            statistic is { } z ? NormalTail.Above(z) : null
        );
    }

    private async Task<Failure?> ArchiveAsync(string model, int version, CancellationToken cancellationToken) =>
        (await registry.SetAliasAsync(model, ModelAliases.Challenger, null, cancellationToken)).Failure
        ?? (await registry.MoveAsync(model, version, ModelStage.Archived, false, cancellationToken)).Failure;
}

/// <summary>The upper tail of the standard normal distribution.</summary>
internal static class NormalTail
{
    private static readonly double[] s_series =
    [
        -1.26551223,
        1.00002368,
        0.37409196,
        0.09678418,
        -0.18628806,
        0.27886807,
        -1.13520398,
        1.48851587,
        -0.82215223,
        0.17087277,
    ];

    /// <summary>Probability of more than <paramref name="z"/>; relative error below 1.2e-7 (Chebyshev fit of the complementary error function).</summary>
    public static double Above(double z)
    {
        var x = Math.Abs(z) / Math.Sqrt(2);
        var t = 1 / (1 + (0.5 * x));
        var sum = 0.0;
        for (var i = s_series.Length - 1; i >= 0; i--)
        {
            sum = s_series[i] + (t * sum);
        }

        var tail = t * Math.Exp((-x * x) + sum) / 2;
        return z >= 0 ? tail : 1 - tail;
    }
}
