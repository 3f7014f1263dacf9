using OptiBid.Core.Common;
using OptiBid.Core.Forecasting.Retraining.Drift;
using OptiBid.Core.Forecasting.Retraining.Quality;

namespace OptiBid.Core.Forecasting.Retraining.Jobs;

/// <summary>How a job stands.</summary>
public enum RetrainJobState
{
    /// <summary>Waits for the worker.</summary>
    Queued,

    /// <summary>Runs.</summary>
    Running,

    /// <summary>Came to its end.</summary>
    Done,

    /// <summary>Was stopped by a fault; the log says which.</summary>
    Failed,

    /// <summary>The server stopped.</summary>
    Interrupted,
}

/// <summary>What a job that is done led to.</summary>
public enum RetrainOutcome
{
    /// <summary>The data is not fit to train on.</summary>
    DataRefused,

    /// <summary>Nothing has drifted.</summary>
    NoDrift,

    /// <summary>No candidate was better than the champion.</summary>
    ChampionStays,

    /// <summary>A challenger was registered; it forecasts beside the champion from now on.</summary>
    ChallengerRegistered,

    /// <summary>The challenger is still on trial.</summary>
    OnTrial,

    /// <summary>The challenger is significantly better: somebody is asked to approve it.</summary>
    PromotionRequested,

    /// <summary>The challenger is not significantly better: it went to the archive.</summary>
    ChallengerArchived,

    /// <summary>A promotion waits for somebody already.</summary>
    PromotionWaits,
}

/// <summary>A line of a log.</summary>
/// <param name="AtUtc">When.</param>
/// <param name="Text">What.</param>
public sealed record RetrainLine(DateTime AtUtc, Sentence Text);

/// <summary>Champion and challenger on the same days.</summary>
/// <param name="Champion">Forecaster of the version in production, or the naive reference.</param>
/// <param name="Challenger">Forecaster of the challenger.</param>
/// <param name="ChallengerVersion">Its version.</param>
/// <param name="From">First day after those that it was chosen on.</param>
/// <param name="Days">Days so far.</param>
/// <param name="DaysNeeded">Days after which it is judged.</param>
/// <param name="ChampionMae">Mean absolute error of the champion.</param>
/// <param name="ChallengerMae">Of the challenger.</param>
/// <param name="DieboldMariano">The statistic; null before the judgement, or when the two are the same every day.</param>
/// <param name="PValue">One-sided; null as the statistic.</param>
public sealed record RetrainTrial(
    string Champion,
    string Challenger,
    int ChallengerVersion,
    DateOnly From,
    int Days,
    int DaysNeeded,
    double? ChampionMae,
    double? ChallengerMae,
    double? DieboldMariano,
    double? PValue
);

/// <summary>A job in a list.</summary>
/// <param name="Id">Id.</param>
/// <param name="PlanId">Its plan.</param>
/// <param name="State">How it stands.</param>
/// <param name="Outcome">What it led to, once it is done.</param>
/// <param name="IsByHand">Somebody started it.</param>
/// <param name="StartedBy">Who; the platform when the plan did.</param>
/// <param name="CreatedUtc">When it was asked for.</param>
/// <param name="FinishedUtc">End, or null.</param>
public sealed record RetrainJobSummary(
    Guid Id,
    Guid PlanId,
    RetrainJobState State,
    RetrainOutcome? Outcome,
    bool IsByHand,
    string StartedBy,
    DateTime CreatedUtc,
    DateTime? FinishedUtc
);

/// <summary>A job with all that it found.</summary>
/// <param name="Summary">The row of the list.</param>
/// <param name="Log">Its log.</param>
/// <param name="Quality">The checks of the data.</param>
/// <param name="Drift">The drift, or null when the job did not come so far.</param>
/// <param name="Trial">The trial, or null.</param>
public sealed record RetrainJobDetail(
    RetrainJobSummary Summary,
    IReadOnlyList<RetrainLine> Log,
    IReadOnlyList<QualityCheck> Quality,
    DriftReport? Drift,
    RetrainTrial? Trial
);

/// <summary>Runs a plan now. Needs <c>models.write</c>.</summary>
public interface IStartRetrain
{
    /// <summary>The id of the job; a conflict while one of the plan waits or runs.</summary>
    Task<Result<Guid>> ExecuteAsync(Guid planId, CancellationToken cancellationToken = default);
}

/// <summary>The jobs of a plan, the newest first. Needs <c>forecasts.read</c>.</summary>
public interface IListRetrainJobs
{
    /// <summary>At most <paramref name="limit"/>, 1 to 500.</summary>
    Task<Result<IReadOnlyList<RetrainJobSummary>>> ExecuteAsync(
        Guid planId,
        int limit = 100,
        CancellationToken cancellationToken = default
    );
}

/// <summary>One job. Needs <c>forecasts.read</c>.</summary>
public interface IGetRetrainJob
{
    /// <summary>The job with its log.</summary>
    Task<Result<RetrainJobDetail>> ExecuteAsync(Guid id, CancellationToken cancellationToken = default);
}

/// <summary>What the last job of a plan that came so far found of drift. Needs <c>forecasts.read</c>.</summary>
public interface IGetDrift
{
    /// <summary>The job that measured; null when none did.</summary>
    Task<Result<RetrainJobDetail?>> ExecuteAsync(Guid planId, CancellationToken cancellationToken = default);
}
