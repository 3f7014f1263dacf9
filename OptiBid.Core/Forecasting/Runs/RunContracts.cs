using OptiBid.Core.Common;
using OptiBid.Core.Forecasting.Backtests;
using OptiBid.Core.Forecasting.Models;
using OptiBid.Core.Series;

namespace OptiBid.Core.Forecasting.Runs;

/// <summary>How a backtest stands.</summary>
public enum BacktestState
{
    /// <summary>Waits for its turn.</summary>
    Queued,

    /// <summary>Runs.</summary>
    Running,

    /// <summary>Done; it has a report.</summary>
    Done,

    /// <summary>Ended without a report; the reason is kept.</summary>
    Failed,

    /// <summary>Ended by a user.</summary>
    Cancelled,

    /// <summary>Ended because the server stopped again and again while it ran, or had no place for it after a start.</summary>
    Interrupted,
}

/// <summary>One row of the list of backtests.</summary>
/// <param name="Id">Id.</param>
/// <param name="Request">What was asked.</param>
/// <param name="State">How it stands.</param>
/// <param name="Progress">Share of days done, 0 to 1.</param>
/// <param name="StartedBy">Who started it.</param>
/// <param name="CreatedUtc">When.</param>
/// <param name="FinishedUtc">When it ended, or null.</param>
/// <param name="Error">Why it failed, or null.</param>
/// <param name="Scores">Errors once it is done, or null.</param>
public sealed record BacktestSummary(
    Guid Id,
    StoredBacktestRequest Request,
    BacktestState State,
    double Progress,
    string StartedBy,
    DateTime CreatedUtc,
    DateTime? FinishedUtc,
    Sentence? Error,
    BacktestScores? Scores
)
{
    /// <summary>How long it will go on, once that can be said.</summary>
    public TimeSpan? TimeLeft { get; init; }

    /// <summary>True while it waits or runs.</summary>
    public bool IsActive => State is BacktestState.Queued or BacktestState.Running;
}

/// <summary>The errors of a finished backtest.</summary>
/// <param name="Hours">Hours scored.</param>
/// <param name="Mae">Mean absolute error.</param>
/// <param name="Rmse">Root mean square error.</param>
/// <param name="SmapePercent">Symmetric mean absolute percentage error.</param>
/// <param name="NaiveWeeklyMae">Mean absolute error of D-7.</param>
/// <param name="NaiveDayOfWeekMae">Mean absolute error of the day-of-week naive.</param>
/// <param name="DmWeekly">Diebold-Mariano statistic against D-7, or null where it says nothing.</param>
/// <param name="DmDayOfWeek">The same against the day-of-week naive.</param>
/// <param name="Unit">Unit of the errors.</param>
/// <param name="IsSimulated">True when the series is generated data.</param>
public sealed record BacktestScores(
    int Hours,
    double Mae,
    double Rmse,
    double SmapePercent,
    double NaiveWeeklyMae,
    double NaiveDayOfWeekMae,
    double? DmWeekly,
    double? DmDayOfWeek,
    string Unit,
    bool IsSimulated
)
{
    /// <summary>MAE over that of the weekly naive; null when the naive has no error.</summary>
    public double? RmaeWeekly => NaiveWeeklyMae > 0 ? Mae / NaiveWeeklyMae : null;

    /// <summary>MAE over that of the day-of-week naive; null when the naive has no error.</summary>
    public double? RmaeDayOfWeek => NaiveDayOfWeekMae > 0 ? Mae / NaiveDayOfWeekMae : null;
}

/// <summary>What a finished backtest keeps besides its scores and forecasts.</summary>
/// <param name="Definition">The series.</param>
/// <param name="DataHash">SHA-256 over values and publication times.</param>
/// <param name="CodeVersion">Version of OptiBid that ran it.</param>
/// <param name="ModelParameters">Settings of the model, in words.</param>
/// <param name="Threads">Threads it ran on.</param>
/// <param name="Seconds">Wall time.</param>
/// <param name="CpuSecondsPerDay">Time of one thread per forecast day.</param>
/// <param name="NaiveDailyMae">Mean absolute error of D-1.</param>
/// <param name="DmDaily">Diebold-Mariano statistic against D-1, or null where it says nothing.</param>
/// <param name="WorstPercentMae">Mean absolute error over the worst 1 % of hours.</param>
/// <param name="HoursBeforeGate">Time between the newest input of any day and its gate closure.</param>
/// <param name="Notes">What was filled, left out or not scored.</param>
/// <param name="Withheld">Inputs the guard refused.</param>
/// <param name="Members">Members of an ensemble.</param>
/// <param name="ByHour">Errors by hour of the day.</param>
/// <param name="ByMonth">Errors by month.</param>
public sealed record RunOutcome(
    SeriesDefinition Definition,
    string DataHash,
    string CodeVersion,
    Sentence ModelParameters,
    int Threads,
    double Seconds,
    double CpuSecondsPerDay,
    double NaiveDailyMae,
    double? DmDaily,
    double WorstPercentMae,
    double HoursBeforeGate,
    IReadOnlyList<Sentence> Notes,
    IReadOnlyList<WithheldInput> Withheld,
    IReadOnlyList<MemberErrors> Members,
    IReadOnlyList<GroupErrors> ByHour,
    IReadOnlyList<GroupErrors> ByMonth
)
{
    /// <summary>Predictive quantiles by method, where they were asked for.</summary>
    public IReadOnlyList<QuantileOutcome> Quantiles { get; init; } = [];

    /// <summary>Days whose forecasts were kept of an earlier run and not computed anew.</summary>
    public int DaysReused { get; init; }
}

/// <summary>One backtest in full.</summary>
/// <param name="Summary">Its row of the list.</param>
/// <param name="Outcome">What it found, or null while it is not done.</param>
/// <param name="Days">Its forecasts, empty while it is not done.</param>
public sealed record BacktestDetail(BacktestSummary Summary, RunOutcome? Outcome, IReadOnlyList<BacktestDay> Days);

/// <summary>Puts a backtest of a stored series into the queue. Needs <c>analytics.run</c>.</summary>
public interface IStartBacktest
{
    /// <summary>The id of the run; a failure when the request cannot be right or too many wait.</summary>
    Task<Result<Guid>> ExecuteAsync(StoredBacktestRequest request, CancellationToken cancellationToken);
}

/// <summary>The backtests of the organisation, the newest first. Needs <c>desk.read</c>.</summary>
public interface IListBacktests
{
    /// <summary>Up to <paramref name="limit"/> rows.</summary>
    Task<Result<IReadOnlyList<BacktestSummary>>> ExecuteAsync(int limit, CancellationToken cancellationToken);
}

/// <summary>One backtest of the organisation. Needs <c>desk.read</c>.</summary>
public interface IGetBacktest
{
    /// <summary>The backtest with its forecasts.</summary>
    Task<Result<BacktestDetail>> ExecuteAsync(Guid id, CancellationToken cancellationToken);
}

/// <summary>Ends a backtest that waits or runs (it stays in the list as cancelled), or deletes one that has ended. Needs <c>analytics.run</c>.</summary>
public interface IDeleteBacktest
{
    /// <summary>Done, or a failure when there is no such backtest.</summary>
    Task<Result<Done>> ExecuteAsync(Guid id, CancellationToken cancellationToken);
}
