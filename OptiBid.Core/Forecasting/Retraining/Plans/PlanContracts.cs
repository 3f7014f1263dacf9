using OptiBid.Core.Common;
using OptiBid.Core.Series;

namespace OptiBid.Core.Forecasting.Retraining.Plans;

/// <summary>When a plan looks for a better model.</summary>
public enum RetrainTrigger
{
    /// <summary>When an input or the error has drifted, or nothing is in production.</summary>
    OnDrift,

    /// <summary>Each time, as long as no challenger is on trial.</summary>
    EachTime,
}

/// <summary>What a plan says.</summary>
/// <param name="Model">Name of the registered model that it keeps good; made when it is missing.</param>
/// <param name="Target">Series that is forecast.</param>
/// <param name="At">Time of day on the clock of the market.</param>
/// <param name="Days">Days of the week; at least one.</param>
/// <param name="Candidates">Forecasters of the catalogue that may become the challenger, 1 to 8.</param>
public sealed record RetrainPlanDraft(
    string Model,
    SeriesKey Target,
    TimeOnly At,
    IReadOnlyList<DayOfWeek> Days,
    IReadOnlyList<string> Candidates
)
{
    /// <summary>When it looks for a better model.</summary>
    public RetrainTrigger Trigger { get; init; }

    /// <summary>Days that candidates are compared on, 28 to 364.</summary>
    public int ValidationDays { get; init; } = 56;

    /// <summary>Days for which a challenger forecasts beside the champion before it is judged, once; 14 to 364.</summary>
    public int ShadowDays { get; init; } = 56;

    /// <summary>
    /// From this stability index an input has drifted, 0.05 to 5. The 0.25 of credit scoring would alarm in every second month of a power market:
    /// the README has what was measured.
    /// </summary>
    public double PsiLimit { get; init; } = 1;

    /// <summary>From this relative error the champion has drifted, 0.1 to 5: at 1 it is no better than the naive reference.</summary>
    public double RmaeLimit { get; init; } = 1;

    /// <summary>Days that the newest prices may be old, 1 to 36,500.</summary>
    public int MostAgeDays { get; init; } = 2;

    /// <summary>Whether it runs by itself.</summary>
    public bool IsEnabled { get; init; } = true;
}

/// <summary>A plan.</summary>
/// <param name="Id">Id.</param>
/// <param name="Draft">What it says.</param>
/// <param name="NextUtc">When it runs next, or null when it is switched off.</param>
/// <param name="MadeBy">Who made it.</param>
/// <param name="UpdatedUtc">Last change.</param>
/// <param name="Revision">Counts the changes.</param>
public sealed record RetrainPlanView(Guid Id, RetrainPlanDraft Draft, DateTime? NextUtc, string MadeBy, DateTime UpdatedUtc, int Revision);

/// <summary>The retraining plans of the organisation, by model. Needs <c>forecasts.read</c>.</summary>
public interface IListRetrainPlans
{
    /// <summary>All of them.</summary>
    Task<Result<IReadOnlyList<RetrainPlanView>>> ExecuteAsync(CancellationToken cancellationToken = default);
}

/// <summary>Makes a plan or changes one. A model has one plan. Needs <c>models.write</c>.</summary>
public interface ISaveRetrainPlan
{
    /// <summary>The id; a new plan when <paramref name="id"/> is null.</summary>
    Task<Result<Guid>> ExecuteAsync(Guid? id, RetrainPlanDraft draft, CancellationToken cancellationToken = default);
}

/// <summary>Deletes a plan with its jobs and the errors that it kept; the model stays. Needs <c>models.write</c>.</summary>
public interface IDeleteRetrainPlan
{
    /// <summary>Deletes it.</summary>
    Task<Result<Done>> ExecuteAsync(Guid id, CancellationToken cancellationToken = default);
}
